#!/bin/bash
# A full disk: exit 4 with the reason, a readable inventory, and the same bytes after a resume with room.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/interruption.py" enospc
