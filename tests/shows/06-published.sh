#!/bin/bash
# Test suites nobody here wrote (corpora/published): agreement of each rule, a reason for each difference.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/published.py" "$KEY" "$@"
