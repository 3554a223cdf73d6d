#!/bin/bash
# A system nobody here wrote: every readable file is an object, every archive member too. --list prints the first 50
# findings per rule (masked), for judging by eye. Other targets may be given; default /usr /etc.
. "$(dirname "$0")/lib.sh"
list=0 targets=()
for a in "$@"; do
  if [ "$a" = --list ]; then list=1; else targets+=("$a"); fi
done
[ ${#targets[@]} -gt 0 ] || targets=(/usr /etc)
count() { find "${targets[@]}" -type f -readable -printf . 2>/dev/null | wc -c; }
before=$(count)
start=$(date +%s.%N)
run_scan "$DIR/out" "${targets[@]}"
seconds=$(echo "$(date +%s.%N) $start" | awk '{printf "%.1f", $1 - $2}')
after=$(count)
"$PYTHON" "$SHOWS/count_members.py" "${targets[@]}" >"$DIR/members.tsv"
"$PYTHON" "$SHOWS/usr_compare.py" "$DIR/out" "$DIR/members.tsv" "$before" "$after" "$seconds" "$list"
