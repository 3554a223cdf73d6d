# Shared by the shows: where things are, a directory that goes away, a key. Sourced, never run.
# QINGCE: the program (default build/release/qingce of this repository).
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
QINGCE=${QINGCE:-$ROOT/build/release/qingce}
PYTHON=${PYTHON:-/usr/bin/python3}
SHOWS=$ROOT/tests/shows
CORPORA=$ROOT/corpora
[ -x "$QINGCE" ] || { echo "no program at $QINGCE (build it, or set QINGCE)" >&2; exit 2; }
QINGCE=$(cd "$(dirname "$QINGCE")" && pwd)/$(basename "$QINGCE")
export QINGCE ROOT PYTHON PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$SHOWS:$CORPORA"

DIR=$(mktemp -d "${TMPDIR:-/tmp}/qingce-show.XXXXXX")
if [ -n "${KEEP:-}" ]; then
  echo "kept: $DIR"
else
  trap 'rm -rf "$DIR"' EXIT
fi
# Neither the operator's configuration nor his key takes part in a show.
unset QINGCE_CONFIG
export XDG_CONFIG_HOME=$DIR/config XDG_STATE_HOME=$DIR/state HOME=$DIR/home LC_ALL=C.UTF-8 DIR
mkdir -p "$HOME"
KEY=$DIR/key
(umask 077; printf '%s' '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f' >"$KEY")
export KEY

# run_scan OUT ARGS...: findings in OUT.findings, json in OUT.json, inventory in OUT.inv.
run_scan() {
  local out=$1; shift
  "$QINGCE" scan "$@" -q --key-file "$KEY" --reference-date 2026-11-21 -i "$out.inv" --force \
    -o "json=$out.json" -o "findings=$out.findings"
}
