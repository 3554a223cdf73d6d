// What a run that did not end left, made ready to go on with. Internal to inventory/.
#pragma once

#include "scanner/inventory/database.h"
#include "scanner/inventory/schema.h"

namespace qingce {

struct LeftOver {
  StoredCounts counts;      // of what is kept
  int64_t next_item = 1;    // free ids
  int64_t next_number = 1;  // of gaps and findings
};
// Deletes items that are open, and those without a file of their own, with all that belongs to
// them. REQUIRES: a transaction is open.
Result<LeftOver> drop_unfinished(Database& database);

// Folds the log into the file, which then stands alone. A reader in another process may hold the
// log: then it stays beside the file, which is complete all the same.
Status fold_log(Database& database);

}  // namespace qingce
