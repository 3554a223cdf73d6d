#!/bin/bash
# A tree of names that attack terminals, spreadsheets, browsers and parsers. No report and no terminal transcript holds a
# control byte or a bidi character, and every location in every report parses back to a file or member that is there.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/hostile_names.py" "$DIR"
