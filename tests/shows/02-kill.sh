#!/bin/bash
# SIGKILL at 30 random moments (seed $SEED), 10 of them of the reading process alone, and once inside a nested archive:
# what is left can be read, is resumed, and gives the same bytes.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/interruption.py" kill
