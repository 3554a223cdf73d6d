#!/bin/bash
# Bombs of full size beside clean files: bounded time and memory, what is left out is told, the rest is read.
# Arguments: names of bombs (default all).
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/bombs.py" "$DIR" "$@"
