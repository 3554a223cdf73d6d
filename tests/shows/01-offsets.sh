#!/bin/bash
# A value planted at every offset of +-600 bytes around two window edges, in three encodings: found once each.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/offsets.py" "$DIR"
