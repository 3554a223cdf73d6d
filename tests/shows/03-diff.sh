#!/bin/bash
# Two scans, one changed row: `diff` says exactly that. Fingerprints of unchanged results are equal across runs,
# machines (another root, user, home folder) and keys.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/diff_rows.py" "$DIR" "$KEY"
