// The registry as lines "name kind fields deleted", in its order: what the manuals' table of
// formats is made from.
#include <iostream>

#include "scanner/read/reader.h"

namespace {

const char* word(qingce::ReaderKind kind) {
  switch (kind) {
    case qingce::ReaderKind::filter:
      return "filter";
    case qingce::ReaderKind::container:
      return "container";
    case qingce::ReaderKind::document:
      return "document";
    case qingce::ReaderKind::text:
      return "text";
    case qingce::ReaderKind::raw:
      return "raw";
  }
  return "";
}

}  // namespace

int main() {
  for (const qingce::Reader* reader : qingce::readers()) {
    std::cout << reader->name() << ' ' << word(reader->kind()) << ' '
              << (reader->tells_fields() ? "yes" : "no") << ' '
              << (reader->finds_deleted() ? "yes" : "no") << '\n';
  }
  return 0;
}
