#!/bin/bash
# What a taken-over reader could do (test program qingce_hooked): no program, no socket, no change of the target; no core.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/interruption.py" sandbox
