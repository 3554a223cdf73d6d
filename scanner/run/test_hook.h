// A place where tests let a reader crash. The program's own is empty (test_hook.cc); the test
// program built with QINGCE_TEST_HOOKS brings another (tests/hooks/).
#pragma once

#include "scanner/core/bytes.h"

namespace qingce {

// Called on the reader's stack with each window's own bytes.
void test_hook(Bytes window);
// The same before an object is opened: a container has looked for its next member.
void test_hook_before_open();

}  // namespace qingce
