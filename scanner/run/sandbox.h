// What the scanning process may not do, so that a defect of a parser stays a defect of a parser:
// start programs, speak to a network, change a file of a target. A kernel that lacks one of them is
// no reason not to scan; what is in force is written into the inventory and shown by
// `qingce version --features`.
#pragma once

#include <string>
#include <vector>

namespace qingce {

// For the calling process and all it starts, from now on: no program can be started, no socket made
// but to a service of this machine (account names may come from one), no kernel interface used that
// a scanner has no business with. Returns "seccomp", or nothing. REQUIRES: one thread.
std::vector<std::string> deny_exec_and_network();

// What may still be opened for writing, made, removed. Directories hold for all below them.
struct Writable {
  std::vector<std::string> files;
  std::vector<std::string> directories;
};
// Besides: no socket at all, and no file outside `writable` changes (Landlock). Reading stays free.
// Returns "landlock-N" (N: the kernel's version of it), or nothing. REQUIRES: one thread.
std::vector<std::string> confine(const Writable& writable);

// What this kernel would give: "supervisor", "seccomp", "landlock-7".
std::vector<std::string> available_guards();

}  // namespace qingce
