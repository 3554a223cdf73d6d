// Where a printed location lies for SARIF: a base URI, the outermost file, the members inside it.
//
// A result holds no absolute path of the machine: what lies below an absolute target is relative to
// that target's base id (TARGET0, TARGET1 …), and only the run's originalUriBaseIds say where it
// is. A relative target stays in the URI, as a code host wants it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qingce {

struct SarifPlace {
  std::string base;                  // uriBaseId; empty: none
  std::string uri;                   // of the outermost file, relative, percent-encoded
  std::vector<std::string> members;  // percent-encoded, each beginning with "/" (SARIF 3.24.3)
  std::string shown;                 // the printed location as far as it is relative, visible()
};

class SarifPlaces {
 public:
  // `targets`: printed, as in RunFacts.
  explicit SarifPlaces(const std::vector<std::string>& targets);
  // A location that does not parse (a file that was tampered with) is one name as a whole.
  SarifPlace of(std::string_view location);
  // Base ids used so far -> what they stand for: an absolute file URI, or empty if only the
  // operator's working directory could tell.
  const std::map<std::string, std::string>& bases() const { return bases_; }

 private:
  struct Target {
    std::string printed;
    std::string path;  // raw bytes, '/'-joined
    size_t index = 0;
  };
  const Target* target_of(std::string_view location) const;
  std::vector<Target> targets_;  // the longest first
  std::map<std::string, std::string> bases_;
};

}  // namespace qingce
