// Any bytes as an inventory file: opened or refused, every visitor run to its end or its error.
//
// The two fields that a reader checks before SQLite sees the file are set here, so that a fuzzer
// need not guess them.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include "scanner/inventory/inventory.h"

namespace {

// One name per process; removed after each input, with what SQLite may put beside it.
const std::string& scratch_name() {
  static const std::string name =
      (std::filesystem::temp_directory_path() / ("qingce-fuzz-" + std::to_string(::getpid())))
          .string();
  return name;
}

void write_file(const std::string& path, const std::string& bytes) {
  FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size())
    std::abort();
  std::fclose(file);
}

void visit_all(const qingce::InventoryReader& reader) {
  uint64_t sum = reader.coverage().seen + reader.run().rules_toml.size();
  static_cast<void>(reader.objects(
      [&](const qingce::StoredObject& o) { return sum += o.row.location.size(), true; }));
  static_cast<void>(reader.rows(
      [&](const qingce::StoredRow& r) { return sum += r.value.sketch.distinct(), true; }));
  static_cast<void>(
      reader.gaps([&](const qingce::GapRow& g) { return sum += g.detail.size(), true; }));
  static_cast<void>(reader.findings(
      [&](const qingce::StoredFinding& f) { return sum += f.finding.masked.size(), true; }));
  if (sum == UINT64_MAX) std::abort();  // keeps the reads
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.size() >= 100) {
    std::memcpy(bytes.data() + 60, "\0\0\0\1", 4);
    std::memcpy(bytes.data() + 68, "QING", 4);
  }
  const std::string& path = scratch_name();
  write_file(path, bytes);
  if (auto reader = qingce::InventoryReader::open(path)) visit_all(**reader);
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((path + suffix).c_str());
  return 0;
}
