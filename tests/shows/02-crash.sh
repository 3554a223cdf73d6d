#!/bin/bash
# Readers that crash (test program qingce_hooked): SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGKILL, no memory. Each costs
# exactly one object, also as a member of a nested archive.
. "$(dirname "$0")/lib.sh"
"$PYTHON" "$SHOWS/interruption.py" crash
