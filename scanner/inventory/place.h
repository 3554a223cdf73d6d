// Where an inventory's file stands: its path without links, what may stand there already, its side
// files. Internal to inventory/. Errors: usage for what the operator has to decide, io with the
// system's reason.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/result.h"

namespace qingce {

// Directory of the file with every link resolved, so that afterwards no component may be a link.
Result<std::string> resolve(const std::string& path);
// Files that SQLite keeps beside a database. One left over would be taken for part of the new one.
std::vector<std::string> side_files(const std::string& path);
// `shown`: as the operator named it; `path`: resolved.
Status check_room(const std::string& shown, const std::string& path, bool force);
Status make_room(const std::string& shown, const std::string& path, bool force);
Status create_file(const std::string& shown, const std::string& path);
// The file and the entry of its directory.
Status sync_file(const std::string& shown, const std::string& path);
Error usage(const std::string& path, std::string_view what);

}  // namespace qingce
