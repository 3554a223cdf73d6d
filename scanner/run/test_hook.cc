#include "scanner/run/test_hook.h"

namespace qingce {

void test_hook(Bytes) {}

}  // namespace qingce
