#!/bin/bash
# One table, written by LibreOffice as xlsx, ods, docx, odt, pptx and odp, and by us as OpenDocument: the same values
# under the same fields, for three window sizes and any -j the same bytes. What LibreOffice makes is read to its end:
# no document is partial.
. "$(dirname "$0")/lib.sh"
command -v soffice >/dev/null || { echo "office: LibreOffice is not installed"; exit 2; }
"$PYTHON" "$SHOWS/office_rows.py" make "$DIR/made" "${ROWS:-400}"
mkdir "$DIR/docs"
convert() {
  soffice "-env:UserInstallation=file://$DIR/profile" --headless --convert-to "$1" --outdir "$DIR/docs" \
    "$DIR/made/$2" >"$DIR/convert.log" 2>&1 || { tail -3 "$DIR/convert.log" >&2; return 1; }
}
for to in xlsx ods; do convert "$to" sheet.fods; done
for to in docx odt; do convert "$to" text.fodt; done
for to in pptx odp; do convert "$to" slides.fodp; done
cd "$DIR"
bad=0 runs=0
for w in 4096 65535 1048576; do
  for j in 1 3; do
    run_scan "$DIR/o-$w-$j" -j "$j" --window "$w" docs
    runs=$((runs + 1))
    cmp "$DIR/o-4096-1.json" "$DIR/o-$w-$j.json" || bad=$((bad + 1))
    cmp "$DIR/o-4096-1.findings" "$DIR/o-$w-$j.findings" || bad=$((bad + 1))
  done
done
"$PYTHON" "$SHOWS/office_rows.py" compare "$DIR/o-4096-1.json" "$DIR/made/truth.json" || bad=$((bad + 1))
echo "office: $runs runs, $bad failures"
[ "$bad" -eq 0 ]
