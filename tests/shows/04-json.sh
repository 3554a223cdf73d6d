#!/bin/bash
# The same table as JSON, XML and HTML in 37 dialects and encodings gives the rows that Python's json, xml.etree and
# html.parser see (field, rule, matches, distinct), for three window sizes and any -j the same bytes; and one line of
# LONG_MB (1024; 64 where SHORT is set) of a JSON array within 160 MB of memory, 100,000 brackets inside of each other.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$CORPORA/gen_documents.py" --out "$DIR/documents" --rows "${ROWS:-1000}"
mv "$DIR/documents/truth.json" "$DIR/truth.json"
cd "$DIR"
bad=0 runs=0
for w in 4096 65535 1048576; do
  for j in 1 3; do
    run_scan "$DIR/o-$w-$j" -j "$j" --window "$w" documents
    runs=$((runs + 1))
    cmp "$DIR/o-4096-1.json" "$DIR/o-$w-$j.json" || bad=$((bad + 1))
    cmp "$DIR/o-4096-1.findings" "$DIR/o-$w-$j.findings" || bad=$((bad + 1))
  done
done
"$PYTHON" "$SHOWS/document_rows.py" "$DIR/o-4096-1.json" "$DIR/truth.json" || bad=$((bad + 1))
"$PYTHON" "$SHOWS/document_long.py" "$DIR/long" "${LONG_MB:-$([ -n "${SHORT:-}" ] && echo 64 || echo 1024)}" || bad=$((bad + 1))
echo "documents: $runs runs, $bad failures"
[ "$bad" -eq 0 ]
