// VolumeSet: the files of one directory that one archive was cut into, opened in order as one
// source. Only files beside the work item are looked at; a target given by itself stands alone.
//
// One file of the set is read for all: the first, or the one that holds the directory (split zip).
// The others are objects whose bytes that one read; they refer to it (`same_as`).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scanner/crawl/crawler.h"

namespace qingce {

struct VolumeSet {
  enum class Role : uint8_t {
    none,    // no volume, or a set of one that needs no others
    reader,  // `source` joins all volumes
    part,    // read with `reader`
    orphan,  // a volume whose set is incomplete before it
  } role = Role::none;
  std::string reader;                  // name of the file that is read for all
  std::unique_ptr<ByteSource> source;  // of role reader
};

// What `item` (a regular file that was opened) is. Opens its neighbours for a look and closes them;
// the joined source holds one file open at a time, and ends with an error where one of them changed
// in between.
VolumeSet find_volumes(const WorkItem& item);

}  // namespace qingce
