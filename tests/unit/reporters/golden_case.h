// A golden case (tests/golden/reporters/README.md) as an inventory on disk, and reports of it as
// text.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reporters/reporter.h"

namespace qingce::test {

// An Output into a string.
class TextOutput final : public Output {
 public:
  void write(std::string_view bytes) override { text += bytes; }
  Status finish() override { return {}; }
  std::string text;
};

class GoldenCase {
 public:
  using Change = std::function<void(RunFacts&, std::vector<ItemChunk>&)>;
  // `name` without ".in.json"; `change` is applied before writing. Throws if the input cannot be
  // used.
  explicit GoldenCase(const std::string& name, const Change& change = {});
  ~GoldenCase();
  const InventoryReader& inventory() const { return *inventory_; }
  ReportContext context(Language language = Language::zh) const {
    return {*inventory_, *rules_, language};
  }
  // "error: …" if the report fails.
  std::string report(std::string_view format) const;
  std::string summary(Language language, bool color = false) const;
  static std::vector<std::string> names();

 private:
  std::string directory_;
  std::unique_ptr<InventoryReader> inventory_;
  std::shared_ptr<const RuleSet> rules_;
};

std::string slurp(const std::string& path);

}  // namespace qingce::test
