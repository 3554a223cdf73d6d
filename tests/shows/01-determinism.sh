#!/bin/bash
# The same bytes out for every number of workers and every window size.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$CORPORA/gen_planted.py" --out "$DIR/planted" --values "${VALUES:-30000}" >/dev/null
"$PYTHON" "$CORPORA/gen_demo.py" --out "$DIR/planted/corpus/demo" >/dev/null
cd "$DIR/planted"
runs=0 bad=0
for j in 1 2 7; do
  for w in 4096 65535 1048576; do
    run_scan "$DIR/o-$j-$w" --password-file "$DIR/planted/passwords.txt" -j "$j" --window "$w" corpus
    runs=$((runs + 1))
    for kind in json findings; do
      if ! cmp -s "$DIR/o-1-4096.$kind" "$DIR/o-$j-$w.$kind"; then
        echo "FAIL $kind of -j$j --window $w differs from -j1 --window 4096"
        diff <(tr ',' '\n' <"$DIR/o-1-4096.$kind") <(tr ',' '\n' <"$DIR/o-$j-$w.$kind") | head -n "${LINES_SHOWN:-8}" || true
        bad=$((bad + 1))
      fi
    done
  done
done
# The default window, and the same inventory reported again.
run_scan "$DIR/o-default" --password-file "$DIR/planted/passwords.txt" corpus
cmp "$DIR/o-1-4096.findings" "$DIR/o-default.findings" || bad=$((bad + 1))
cmp "$DIR/o-1-4096.json" "$DIR/o-default.json" || bad=$((bad + 1))
echo "determinism: $runs runs (-j 1 2 7 x window 4096 65535 1048576), $(wc -l <"$DIR/o-1-4096.findings") findings," \
  "$bad outputs differ, sha256 $(sha256sum <"$DIR/o-1-4096.findings" | cut -c1-16)"
[ "$bad" -eq 0 ]
