#include "scanner/inventory/resume.h"

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

namespace qingce {
namespace {

// Directories, links and places that could not be entered have no file object. They are cheap to
// meet again, and so nobody has to find out which of them are complete.
constexpr const char* kUnfinished =
    "SELECT id FROM items WHERE done = 0 OR NOT EXISTS "
    "(SELECT 1 FROM objects WHERE objects.id = items.id << 32 AND objects.kind = 0)";
static_assert(kItemShift == 32);

Result<std::vector<int64_t>> unfinished(Database& database) {
  auto scan = database.prepare(kUnfinished);
  if (!scan) return scan.error();
  std::vector<int64_t> ids;
  Statement::Step step{};
  while ((step = scan->step()) == Statement::Step::row) ids.push_back(scan->integer(0));
  if (step == Statement::Step::failed) return database.error();
  return ids;
}

Status drop_objects(Database& database, const std::vector<int64_t>& items) {
  for (const char* text : {"DELETE FROM findings WHERE object >= ?1 AND object < ?2",
                           "DELETE FROM statistics WHERE object >= ?1 AND object < ?2",
                           "DELETE FROM tables WHERE object >= ?1 AND object < ?2",
                           "DELETE FROM people WHERE object >= ?1 AND object < ?2",
                           "DELETE FROM years WHERE object >= ?1 AND object < ?2",
                           "DELETE FROM rows WHERE object >= ?1 AND object < ?2",
                           "DELETE FROM objects WHERE id >= ?1 AND id < ?2"}) {
    auto drop = database.prepare(text);
    if (!drop) return drop.error();
    for (const int64_t id : items) {
      drop->bind_int(0, id << kItemShift);
      drop->bind_int(1, (id + 1) << kItemShift);
      if (!drop->run()) return database.error();
    }
  }
  return {};
}

// Gaps are ordered by place, not by item: one pass over all of them.
Status drop_gaps_and_items(Database& database) {
  for (const std::string& text :
       {"DELETE FROM gaps WHERE item IN (" + std::string(kUnfinished) + ")",
        "DELETE FROM items WHERE id IN (" + std::string(kUnfinished) + ")"}) {
    if (Status status = database.exec(text.c_str()); !status) return status;
  }
  return {};
}

Result<int64_t> number_of(Database& database, const char* text) {
  auto query = database.prepare(text);
  if (!query) return query.error();
  if (query->step() != Statement::Step::row) return database.error();
  return query->integer(0);
}

class Lookup final : public DoneItems {
 public:
  Lookup(std::unique_ptr<Database> database, Statement find)
      : database_(std::move(database)), find_(std::move(find)) {}
  Result<bool> contains(const std::string& item_key) override {
    find_.bind_blob(0, item_key);
    const Statement::Step step = find_.step();
    find_.reset();
    if (step == Statement::Step::failed) return database_->error();
    return step == Statement::Step::row;
  }

 private:
  std::unique_ptr<Database> database_;  // outlives the statement
  Statement find_;
};

}  // namespace

Result<LeftOver> drop_unfinished(Database& database) {
  auto ids = unfinished(database);
  if (!ids) return ids.error();
  if (!ids->empty()) {
    // A place's object could be taken for a file's only by its kind, so items go before objects.
    if (Status status = drop_gaps_and_items(database); !status) return status.error();
    if (Status status = drop_objects(database, *ids); !status) return status.error();
  }
  LeftOver left;
  int64_t gap = 0;
  int64_t finding = 0;
  int64_t counts[4] = {};
  const std::pair<const char*, int64_t*> numbers[] = {
      {"SELECT ifnull(max(id), 0) FROM items", &left.next_item},
      {"SELECT ifnull(max(number), 0) FROM gaps", &gap},
      {"SELECT ifnull(max(number), 0) FROM findings", &finding},
      {"SELECT count(*) FROM objects", &counts[0]},
      {"SELECT count(*) FROM rows", &counts[1]},
      {"SELECT count(*) FROM gaps", &counts[2]},
      {"SELECT count(*) FROM findings", &counts[3]},
  };
  for (const auto& [text, place] : numbers) {
    auto number = number_of(database, text);
    if (!number) return number.error();
    *place = *number;
  }
  ++left.next_item;
  left.next_number = std::max(gap, finding) + 1;
  left.counts = {static_cast<uint64_t>(counts[0]), static_cast<uint64_t>(counts[1]),
                 static_cast<uint64_t>(counts[2]), static_cast<uint64_t>(counts[3])};
  return left;
}

Status fold_log(Database& database) {
  if (Status status = database.exec("PRAGMA wal_checkpoint(TRUNCATE)"); !status) return status;
  const Status single = database.exec("PRAGMA journal_mode=DELETE");
  return single || single.error().sys == EBUSY ? Status() : single;
}

Result<std::unique_ptr<DoneItems>> DoneItems::open(const std::string& path) {
  auto database = Database::open(path, path, Database::Mode::read);
  if (!database) return database.error();
  auto find = (*database)->prepare("SELECT 1 FROM objects WHERE order_key = ? AND kind = 0");
  if (!find) return find.error();
  return std::unique_ptr<DoneItems>(
      std::make_unique<Lookup>(std::move(*database), std::move(*find)));
}

}  // namespace qingce
