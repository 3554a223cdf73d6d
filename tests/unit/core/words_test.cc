// The closed lists of words that stand in every report.
#include <gtest/gtest.h>

#include "scanner/core/finding.h"
#include "scanner/core/gap.h"
#include "scanner/core/object.h"

namespace qingce {
namespace {

TEST(GapReason, WordsAreTheListOfTheDesignInItsOrder) {
  const std::vector<std::string> words = {
      "permission",         "vanished",        "changed",     "io-error",
      "special-file",       "symlink-outside", "excluded",    "encrypted",
      "volume-missing",     "corrupt",         "truncated",   "unsupported-format",
      "unsupported-method", "no-reader",       "image-text",  "opaque",
      "limit-depth",        "limit-members",   "limit-bytes", "limit-ratio",
      "limit-memory",       "limit-size",      "limit-time",  "reader-failed"};
  ASSERT_EQ(words.size(), static_cast<size_t>(kGapReasons));
  for (size_t i = 0; i < words.size(); ++i) {
    const auto reason = static_cast<GapReason>(i);
    EXPECT_EQ(to_string(reason), words[i]);
    EXPECT_EQ(parse_gap_reason(words[i]), reason);
  }
}

TEST(GapReason, OtherWordsAreNone) {
  for (const char* text : {"", "Permission", "io_error", "limit", "permission "}) {
    EXPECT_FALSE(parse_gap_reason(text)) << text;
  }
}

TEST(GapReason, OnlyWhatWasNeverReadMeansUnread) {
  EXPECT_TRUE(means_unread(GapReason::permission));
  EXPECT_TRUE(means_unread(GapReason::encrypted));
  EXPECT_TRUE(means_unread(GapReason::limit_size));
  EXPECT_FALSE(means_unread(GapReason::truncated));
  EXPECT_FALSE(means_unread(GapReason::no_reader));
  EXPECT_FALSE(means_unread(GapReason::limit_ratio));
}

TEST(Words, ObjectsAndConfidence) {
  EXPECT_EQ(to_string(ObjectKind::file), "file");
  EXPECT_EQ(to_string(ObjectKind::member), "member");
  EXPECT_EQ(to_string(ObjectKind::pseudo), "pseudo");
  EXPECT_EQ(to_string(ObjectKind::place), "place");
  EXPECT_EQ(to_string(ObjectState::scanned), "scanned");
  EXPECT_EQ(to_string(ObjectState::partial), "partial");
  EXPECT_EQ(to_string(ObjectState::gap), "gap");
  EXPECT_EQ(to_string(Confidence::possible), "possible");
  EXPECT_EQ(to_string(Confidence::likely), "likely");
  EXPECT_EQ(to_string(Confidence::confirmed), "confirmed");
  EXPECT_EQ(to_string(ValueState::pseudonymised), "pseudonymised");
}

TEST(Evidence, NamesInBitOrder) {
  EvidenceSet set;
  EXPECT_TRUE(names(set).empty());
  set.add(Evidence::glued).add(Evidence::check_passed).add(Evidence::check_failed);
  const std::vector<std::string_view> expected = {"check_passed", "glued", "check_failed"};
  EXPECT_EQ(names(set), expected);
  EXPECT_EQ(names(EvidenceSet(0x3FF)).size(), 10u);
}

TEST(Evidence, StateTakesTheStrongestDoubt) {
  EvidenceSet set;
  EXPECT_EQ(state_of(set.add(Evidence::check_passed)), ValueState::valid);
  EXPECT_EQ(state_of(set.add(Evidence::check_failed)), ValueState::invalid);
  EXPECT_EQ(state_of(set.add(Evidence::placeholder)), ValueState::placeholder);
  EXPECT_EQ(state_of(set.add(Evidence::damaged)), ValueState::damaged);
  EXPECT_EQ(state_of(set.add(Evidence::masked)), ValueState::masked);
}

}  // namespace
}  // namespace qingce
