#!/bin/bash
# The file-system zoo: everything a directory can hold besides plain files, and files that change while they are read. All
# is told, nothing blocks, and the target is afterwards what it was.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/zoo.py" "$DIR"
