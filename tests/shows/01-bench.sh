#!/bin/bash
# Speed of one worker against cat and ripgrep: >= 0.5 x ripgrep on dumps and logs, >= 1 x on text, binary, small files.
# MB, ROUNDS and BY (wall or cpu) may be set; further arguments go to bench/run.py.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$ROOT/bench/run.py" --floors --mb "${MB:-256}" --rounds "${ROUNDS:-5}" --by "${BY:-wall}" "$@"
