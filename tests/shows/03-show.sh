#!/bin/bash
# A hostile tree (ESC, U+202E, "=cmd|…", "</script>", newlines, "!#@;%", GBK, a leading "~", "@123"; containers in
# containers, repeated names, tails): `show` opens every location of every report again, at the content it names.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/show_locations.py" "$DIR" "$KEY"
