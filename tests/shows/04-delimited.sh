#!/bin/bash
# The same table in 29 dialects and encodings of delimited text gives the right columns (field, rule, matches, distinct),
# for three window sizes and any -j the same bytes.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$CORPORA/gen_delimited.py" --out "$DIR/dialects" --rows "${ROWS:-3000}"
cd "$DIR"
bad=0 runs=0
for w in 4096 65535 1048576; do
  for j in 1 3; do
    run_scan "$DIR/o-$w-$j" -j "$j" --window "$w" --include '*.txt' dialects
    runs=$((runs + 1))
    cmp "$DIR/o-4096-1.json" "$DIR/o-$w-$j.json" || bad=$((bad + 1))
    cmp "$DIR/o-4096-1.findings" "$DIR/o-$w-$j.findings" || bad=$((bad + 1))
  done
done
"$PYTHON" "$SHOWS/delimited_rows.py" "$DIR/o-4096-1.json" "$DIR/dialects/truth.json" 'dialects and encodings' ||
  bad=$((bad + 1))
echo "delimited: $runs runs, $bad failures"
[ "$bad" -eq 0 ]
