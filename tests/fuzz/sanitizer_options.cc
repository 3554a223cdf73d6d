// What every fuzz target asks of ASan. libarchive asks for as much memory as an archive's header
// says and takes a null pointer for an answer, as malloc() gives: that is no fault.
extern "C" const char* __asan_default_options();  // NOLINT: ASan's name
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }
