#!/bin/bash
# Bytes that careless readers lose: behind, before and between members, unlisted members, after a bomb.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/regions.py" "$DIR"
