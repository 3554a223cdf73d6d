// ProcessGuard: what the process must not leave behind, and what it needs. Called once at start,
// before any input is read.
#pragma once

namespace qingce {

// No core dump (RLIMIT_CORE 0) and no ptrace or /proc/PID/mem by others (PR_SET_DUMPABLE 0):
// buffers hold raw values. umask 077: every file the run makes is the operator's alone. As many
// descriptors as the hard limit lets. A standard stream that is closed stays unusable instead of
// becoming the next file opened. Cannot fail in a way that matters.
void guard_process();

}  // namespace qingce
