#!/bin/bash
# No output, log, core or free page holds a planted value in any common form.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/privacy.py" "$DIR"
