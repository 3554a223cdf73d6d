#include "scanner/cli/app.h"
namespace qingce { int run_app(int, char**) { return kFailure; } }
