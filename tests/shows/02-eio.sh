#!/bin/bash
# A disk with errors (a shim in front of the system calls): on writing exit 4 and a resume to the same bytes, on reading
# a gap of that object and nothing else.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/interruption.py" eio
