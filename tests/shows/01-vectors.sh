#!/bin/bash
# Every published and computed vector of the ten rules behaves as stated.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/vectors.py" "$DIR"
