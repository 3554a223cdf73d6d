// GB/s of the matcher alone on files in memory: match_bench [--rounds N] [--window BYTES]
// [--reference] FILE...
// --reference: Hyperscan finds the plain runs too, and each takes the general way. One thread,
// thread CPU time (another process on the same core does not count), median of the rounds. The
// counts printed beside the speed are those of every round: a difference between rounds is an
// error.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "scanner/match/matcher.h"

namespace {

using namespace qingce;

class CountingSink final : public MatchSink {
 public:
  void match(const Match& match) override { ++matches[match.rule]; }
  void rejected(uint16_t rule, const std::optional<std::string_view>&, uint64_t count) override {
    rejections[rule] += count;
  }
  std::map<uint16_t, uint64_t> matches;
  std::map<uint16_t, uint64_t> rejections;
};

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void pump(Matcher& matcher, const std::string& content, size_t window_bytes, MatchSink& sink) {
  for (size_t own = 0; own < content.size(); own += window_bytes) {
    const size_t end = std::min(content.size(), own + window_bytes);
    const size_t from = own > kMargin ? own - kMargin : 0;
    const size_t to = std::min(content.size(), end + kMargin);
    Window window;
    window.bytes = as_bytes(std::string_view(content).substr(from, to - from));
    window.own_begin = own - from;
    window.own_end = end - from;
    window.base = from;
    window.at_start = from == 0;
    window.at_end = to == content.size();
    matcher.scan(window, sink);
  }
}

}  // namespace

int main(int argc, char** argv) {
  size_t rounds = 5;
  size_t window_bytes = kDefaultWindow;
  bool reference = false;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string arg = argv[i];
    if (arg == "--rounds" && i + 1 < argc) {
      rounds = std::strtoul(argv[++i], nullptr, 10);
    } else if (arg == "--window" && i + 1 < argc) {
      window_bytes = std::strtoul(argv[++i], nullptr, 10);
    } else if (arg == "--reference") {
      reference = true;
    } else {
      files.push_back(arg);
    }
  }
  if (files.empty() || rounds == 0 || window_bytes == 0) {
    std::fprintf(stderr,
                 "usage: match_bench [--rounds N] [--window BYTES] [--reference] FILE...\n");
    return 2;
  }
  const auto rules = RuleSet::load({});
  if (!rules) {
    std::fprintf(stderr, "%s\n", rules.error().message.c_str());
    return 4;
  }
  const double before = cpu_seconds();
  const auto engine = MatchEngine::compile(*rules);
  if (!engine) {
    std::fprintf(stderr, "%s\n", engine.error().message.c_str());
    return 4;
  }
  std::printf("compile %.1f ms\n", (cpu_seconds() - before) * 1e3);
  Matcher matcher(*engine);
  matcher.use_fast_path(!reference);
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(in)),
                              std::istreambuf_iterator<char>());
    std::vector<double> seconds;
    CountingSink first;
    for (size_t round = 0; round < rounds; ++round) {
      CountingSink sink;
      const double start = cpu_seconds();
      pump(matcher, content, window_bytes, sink);
      seconds.push_back(cpu_seconds() - start);
      if (round == 0) first = sink;
      if (sink.matches != first.matches || sink.rejections != first.rejections) {
        std::fprintf(stderr, "rounds differ\n");
        return 1;
      }
    }
    std::sort(seconds.begin(), seconds.end());
    const double median = seconds[seconds.size() / 2];
    std::printf("%s: %.3f GB/s (%zu bytes)\n", file.c_str(),
                static_cast<double>(content.size()) / median / 1e9, content.size());
    for (const auto& [rule, count] : first.matches) {
      std::printf("  %-40s %10llu   rejected %llu\n", (*rules)->at(rule).id.c_str(),
                  static_cast<unsigned long long>(count),
                  static_cast<unsigned long long>(first.rejections[rule]));
    }
  }
  return 0;
}
