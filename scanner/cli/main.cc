#include "scanner/cli/app.h"
#include "scanner/run/process_guard.h"

int main(int argc, char** argv) {
  qingce::guard_process();
  return qingce::run_app(argc, argv);
}
