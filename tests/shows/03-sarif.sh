#!/bin/bash
# SARIF is valid for the published schema (ajv) and for the SARIF SDK and GitHub (sarif-multitool): 0 results but the one
# allowed, on the demo company in all profiles, on /usr (SARIF_TREE names another tree) and on 60,000 results. ajv sees everything,
# multitool an extract of about 5,000 results of the two large ones: it would take hours for the whole. A file with a
# Chinese and one with a GBK name open in the SARIF viewer component at the right artifact. Needs node and npm, which fetches
# the validators once into build/npm; without them this show fails, because nothing else here can say what it says.
. "$(dirname "$0")/lib.sh"
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "03-sarif: needs $tool (Node.js 18 or later with npm); nothing was validated" >&2; exit 1; }
done
NPM=$ROOT/build/npm
mkdir -p "$NPM"
cp "$SHOWS"/sarif/* "$NPM"
if ! cmp -s "$NPM/package.json" "$NPM/installed.json"; then
  (cd "$NPM" && npm install --no-audit --no-fund --no-package-lock --legacy-peer-deps >npm.log 2>&1) \
    || { tail -n 5 "$NPM/npm.log" >&2; echo "03-sarif: the validators could not be fetched; nothing was validated" >&2; exit 1; }
  cp "$NPM/package.json" "$NPM/installed.json"
fi
sarif() { # OUT PROFILE TARGET...
  local out=$1 profile=$2; shift 2
  "$QINGCE" scan "$@" -q --key-file "$KEY" --reference-date 2026-11-21 -i "$out.inv" --force -o "sarif=$out.sarif" \
    --sarif-profile "$profile"
}
cd "$DIR"
"$PYTHON" "$CORPORA/gen_demo.py" --out company >/dev/null
sarif demo github company
"$QINGCE" report demo.inv -o sarif=minimal.sarif --sarif-profile minimal
"$QINGCE" report demo.inv -o sarif=strict.sarif --sarif-profile strict
sarif usr github "${SARIF_TREE:-/usr}"
BIN=$(dirname "$QINGCE")/bin
"$BIN/make_inventory" large.inv 60000 30000 "$ROOT"/detectors/rules/*.toml
"$QINGCE" report large.inv -o sarif=large.sarif --lang en
mkdir names
printf 'mobile 13812345678\n' >"names/客户.txt"
printf 'mobile 13812345678\n' >"$(printf 'names/\xbf\xcd\xbb\xa7.txt')"
sarif names github names
cd "$NPM"
node validate.mjs "$DIR"/{demo,minimal,strict,names,large,usr}.sarif
node viewer.mjs "$DIR/names.sarif" names/客户.txt names/%BF%CD%BB%A7.txt
