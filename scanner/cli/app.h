// The program: arguments in, exit code out. Everything below is called from here.
#pragma once

namespace qingce {

// The exit codes of every command (the highest that applies wins).
enum ExitCode : int {
  kDone = 0,
  kThreshold = 1,   // --fail-on met, residue found
  kUsage = 2,       // usage, configuration or rule error: nothing was written
  kIncomplete = 3,  // coverage incomplete when asked to fail; always when no object was scanned
  kFailure = 4,     // output not written, disk full, defect
  kSignal = 128,    // plus the signal's number: ended by it, and can be resumed
};

int run_app(int argc, char** argv);

}  // namespace qingce
