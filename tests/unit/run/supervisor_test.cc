// The parts of the supervised scan: the shared page, the account desk, refusals, the supervisor.
#include "scanner/run/supervisor.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "scanner/inventory/inventory.h"
#include "scanner/run/owner_names.h"
#include "scanner/run/run_state.h"
#include "scanner/run/trace.h"

namespace qingce {
namespace {

namespace fs = std::filesystem;

Digest128 digest_of(uint8_t byte) {
  Digest128 digest;
  digest.bytes.fill(byte);
  return digest;
}

TEST(RunStatePage, ShowsWhatAnotherProcessHadOpen) {
  const auto state = RunState::create(3);
  ASSERT_NE(state, nullptr);
  const pid_t child = fork();
  if (child == 0) {
    state->publish(0, {digest_of(1), 4, 9, false});
    state->publish(1, {digest_of(2), 0, 0, true});
    state->publish(2, {digest_of(3), 1, 2, false});
    state->publish_none(2);
    state->end(Error{ErrorCode::io, "words", 5});
    _exit(0);
  }
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  const std::vector<OpenPlace> open = state->open_places();
  ASSERT_EQ(open.size(), 2u);
  EXPECT_EQ(open[0], (OpenPlace{digest_of(1), 4, 9, false}));
  EXPECT_EQ(open[1], (OpenPlace{digest_of(2), 0, 0, true}));
  EXPECT_EQ(state->outcome(), RunOutcome::failed);
  EXPECT_EQ(state->error().message, "words");
  EXPECT_EQ(state->error().sys, 5);
  state->reset();
  EXPECT_TRUE(state->open_places().empty());
  EXPECT_EQ(state->outcome(), RunOutcome::none);
}

TEST(RunStatePage, KeepsTheFirstSignal) {
  const auto state = RunState::create(1);
  EXPECT_EQ(state->stop_signal(), 0);
  state->ask_to_stop(2);
  state->ask_to_stop(15);
  EXPECT_EQ(state->stop_signal(), 2);
}

TEST(RunTrace, RefusesTheObjectOrEndsTheList) {
  const auto state = RunState::create(1);
  const std::vector<OpenPlace> refused = {{digest_of(1), 3, 4, false},  // object 3
                                          {digest_of(1), 5, 8, false},  // 5 after its second member
                                          {digest_of(2), 0, 0, false}};  // a whole file
  Trace trace(state.get(), 0, &refused);
  trace.begin(digest_of(1), false);
  trace.at(2, 3);
  EXPECT_FALSE(trace.refuses());
  trace.at(3, 4);
  EXPECT_TRUE(trace.refuses());
  trace.at(5, 6);
  EXPECT_FALSE(trace.refuses());
  trace.at(5, 7);
  EXPECT_FALSE(trace.ends_list());
  trace.at(5, 8);
  EXPECT_TRUE(trace.ends_list());
  EXPECT_FALSE(trace.refuses());
  trace.end();
  trace.begin(digest_of(2), false);
  trace.at(0, 1);
  EXPECT_TRUE(trace.refuses());
  trace.end();
  trace.begin(digest_of(3), false);
  trace.at(0, 1);
  EXPECT_FALSE(trace.refuses());
}

TEST(RunOwnerDesk, AnswersAsTheMachineDoes) {
  const auto desk = OwnerDesk::open();
  ASSERT_NE(desk, nullptr);
  const pid_t child = fork();
  if (child == 0) {
    desk->keep_asking_side();
    const bool good = desk->ask(0) == account_name(0) && desk->ask(4000000001u) == "4000000001";
    _exit(good ? 0 : 1);
  }
  desk->keep_answering_side();
  desk->serve();  // ends with the child
  int status = 1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(RunSupervisor, GivesWhatAScanOfThisProcessGives) {
  std::string name = (fs::temp_directory_path() / "qingce-sup-XXXXXX").string();
  const fs::path dir = mkdtemp(name.data());
  fs::create_directories(dir / "in");
  for (int i = 0; i < 50; ++i) {
    std::ofstream(dir / "in" / std::to_string(i)) << "id 11010519491231002X " << i << "\n";
  }
  const Key key = Key::from_bytes(std::array<uint8_t, 32>{7});
  ScanOptions options;
  options.targets = {(dir / "in").string()};
  options.reference_date = "2026-11-21";
  options.keep_findings = true;
  options.jobs = 3;
  const auto rules = *RuleSet::load({});
  const auto count = [](const std::string& path) {
    const auto reader = InventoryReader::open(path);
    uint64_t findings = 0;
    EXPECT_TRUE(reader.ok());
    EXPECT_TRUE((*reader)
                    ->findings([&](const StoredFinding&) {
                      ++findings;
                      return true;
                    })
                    .ok());
    return findings;
  };
  options.inventory = dir / "plain";
  ASSERT_TRUE(scan(options, rules, key, {}).ok());
  options.inventory = dir / "supervised";
  // It confines the process that calls it, too: not this one.
  const pid_t child = fork();
  if (child == 0) {
    const auto result = supervised_scan(options, rules, key, {}, {});
    _exit(result.ok() && result->signal == 0 && result->coverage.complete ? 0 : 1);
  }
  int status = 1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(count(dir / "plain"), 50u);
  EXPECT_EQ(count(dir / "supervised"), 50u);
  fs::remove_all(dir);
}

}  // namespace
}  // namespace qingce
