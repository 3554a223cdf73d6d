#include "scanner/run/test_hook.h"

namespace qingce {

void test_hook(Bytes) {}
void test_hook_before_open() {}

}  // namespace qingce
