#!/bin/bash
# What fields cost, in instructions (callgrind; times say little on a shared machine): the scan of a dense mysqldump, where
# every row is asked for its columns, at most DENSE (35) % more than with --no-fields; of a dump without hits EMPTY (5) %.
. "$(dirname "$0")/lib.sh"
command -v valgrind >/dev/null || { echo "fields-cost: no valgrind" >&2; exit 2; }
"$PYTHON" "$SHOWS/fields_cost.py" "$DIR" "${MB:-4}" "${DENSE:-35}" "${EMPTY:-5}"
