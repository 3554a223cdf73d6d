// Helpers of the crawl tests: a directory of their own, strange entries in it, and a walk as
// comparable lines.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/crawl/crawler.h"

namespace qingce::zoo {

// A fresh directory, mode 0755, removed with everything in it. Names are relative to it and may
// hold any bytes.
class Tree {
 public:
  Tree();
  ~Tree();
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  const std::string& root() const { return root_; }
  std::string path(std::string_view name) const { return root_ + "/" + std::string(name); }
  void file(std::string_view name, std::string_view content = "x") const;
  void dir(std::string_view name) const;
  void link(std::string_view name, const std::string& to) const;
  void fifo(std::string_view name) const;
  void socket(std::string_view name) const;
  // `levels` directories one in another below `name`, each called `component` and each holding
  // `file` with its level's number in it. The path may be longer than PATH_MAX.
  void chain(std::string_view name, int levels, const std::string& component,
             const std::string& file) const;

 private:
  std::string root_;
};

using MakeCrawler = std::unique_ptr<Crawler> (*)(CrawlOptions, std::string);

// "kind location [reason] [object] [mount]", the target's path replaced by "T".
std::string line_of(const WorkItem& item, const std::string& root);
std::vector<std::string> walk(MakeCrawler make, const std::vector<std::string>& targets,
                              const std::string& root, const CrawlOptions& options = {},
                              size_t at_most = SIZE_MAX);

// Runs `body` as a user without rights over files of others (uid 65534) if we are root, as
// ourselves otherwise, and returns what it returned. nullopt: the user could not be changed.
std::optional<std::string> unprivileged(const std::function<std::string()>& body);
// Runs `body` in a child process.
std::optional<std::string> in_child(const std::function<std::string()>& body);

std::string join(const std::vector<std::string>& lines);
// All that is left in the source; "<error>" if reading fails.
std::string read_all(ByteSource& source);

}  // namespace qingce::zoo
