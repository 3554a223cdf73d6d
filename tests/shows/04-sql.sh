#!/bin/bash
# The same table in 19 dialects and encodings gives the same rows (table.column, rule, matches, distinct), for three
# window sizes and any -j the same bytes; a statement over 1 MiB with its first hit at the end, lines of 10 MB, 5,000
# columns, and one INSERT of LONG_MB (1024; 64 where SHORT is set) within 160 MB of memory.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$CORPORA/gen_sql.py" --out "$DIR/dialects" --rows "${ROWS:-3000}"
cd "$DIR"
bad=0 runs=0
for w in 4096 65535 1048576; do
  for j in 1 3; do
    run_scan "$DIR/o-$w-$j" -j "$j" --window "$w" --include '*.sql' dialects
    runs=$((runs + 1))
    cmp "$DIR/o-4096-1.json" "$DIR/o-$w-$j.json" || bad=$((bad + 1))
    cmp "$DIR/o-4096-1.findings" "$DIR/o-$w-$j.findings" || bad=$((bad + 1))
  done
done
"$PYTHON" "$SHOWS/sql_rows.py" "$DIR/o-4096-1.json" "$DIR/dialects/truth.json" || bad=$((bad + 1))
"$PYTHON" "$SHOWS/sql_long.py" "$DIR/long" "${LONG_MB:-$([ -n "${SHORT:-}" ] && echo 64 || echo 1024)}" || bad=$((bad + 1))
echo "sql: $runs runs, $bad failures"
[ "$bad" -eq 0 ]
