// Expected URIs: RFC 3986 by hand and Python's urllib.parse.quote; members: SARIF 2.1.0, 3.24.3.
#include "reporters/sarif_place.h"

#include <gtest/gtest.h>

namespace qingce::test {
namespace {

using Names = std::vector<std::string>;

TEST(SarifPlaces, ARelativeTargetStaysInTheUri) {
  SarifPlaces places({"data", "."});
  SarifPlace place = places.of("data/客户 1.csv");
  EXPECT_EQ(place.base, "");
  EXPECT_EQ(place.uri, "data/%E5%AE%A2%E6%88%B7%201.csv");
  EXPECT_EQ(place.members, Names());
  EXPECT_EQ(place.shown, "data/客户 1.csv");
  place = places.of("data");
  EXPECT_EQ(place.uri, "data");
  place = places.of(".");
  EXPECT_EQ(place.uri, "./");
  EXPECT_TRUE(places.bases().empty());
}

TEST(SarifPlaces, NothingTellsWhereAnAbsoluteTargetIsButItsBase) {
  SarifPlaces places({"/srv/数据", "/srv/数据/in", "/one.csv", "/"});
  SarifPlace place = places.of("/srv/数据/a/b.txt");
  EXPECT_EQ(place.base, "TARGET0");
  EXPECT_EQ(place.uri, "a/b.txt");
  EXPECT_EQ(place.shown, "a/b.txt");
  EXPECT_EQ(places.bases().at("TARGET0"), "file:///srv/%E6%95%B0%E6%8D%AE/");
  place = places.of("/srv/数据/in/c.txt");  // the longest target that holds it
  EXPECT_EQ(place.base, "TARGET1");
  EXPECT_EQ(place.uri, "c.txt");
  place = places.of("/one.csv");
  EXPECT_EQ(place.base, "TARGET2_DIRECTORY");
  EXPECT_EQ(place.uri, "one.csv");
  EXPECT_EQ(place.shown, "one.csv");
  EXPECT_EQ(places.bases().at("TARGET2_DIRECTORY"), "file:///");
  place = places.of("/srv/数据2/x");  // beside, not below
  EXPECT_EQ(place.base, "TARGET3");
  EXPECT_EQ(place.uri, "srv/%E6%95%B0%E6%8D%AE2/x");
}

TEST(SarifPlaces, WhatOnlyTheWorkingDirectoryKnowsHasABaseWithoutUri) {
  SarifPlaces places({"../other"});
  const SarifPlace place = places.of("../other/x.txt");
  EXPECT_EQ(place.base, "TARGET0");
  EXPECT_EQ(place.uri, "x.txt");
  EXPECT_EQ(places.bases().at("TARGET0"), "");
}

TEST(SarifPlaces, OfNoTarget) {
  SarifPlaces places({"data"});
  const SarifPlace place = places.of("/etc/x");
  EXPECT_EQ(place.base, "ROOT");
  EXPECT_EQ(place.uri, "etc/x");
  EXPECT_EQ(places.bases().at("ROOT"), "file:///");
}

TEST(SarifPlaces, MembersBeginWithASlash) {
  SarifPlaces places({"/t"});
  SarifPlace place = places.of("/t/b.tar.gz!导出/客户.sql!a b#users.id@7");
  EXPECT_EQ(place.uri, "b.tar.gz");
  EXPECT_EQ(place.members, (Names{"/%E5%AF%BC%E5%87%BA/%E5%AE%A2%E6%88%B7.sql", "/a%20b"}));
  place = places.of("/t/a.zip!~tail");
  EXPECT_EQ(place.members, Names{"/~tail"});
  place = places.of("/t/a.zip!%7Etail");  // a member that is called "~tail"
  EXPECT_EQ(place.members, Names{"/%7Etail"});
  place = places.of("/t/a.zip!x;2");  // the second of its name
  EXPECT_EQ(place.members, Names{"/x;2"});
  place = places.of("/t/a.zip!x%3B2");  // a member that is called "x;2"
  EXPECT_EQ(place.members, Names{"/x%3B2"});
  place = places.of("/t/a.zip!/etc/passwd");  // absolute in its container: no authority
  EXPECT_EQ(place.members, Names{"/%2Fetc/passwd"});
}

TEST(SarifPlaces, RawBytesOfANameAreThoseOfTheUri) {
  SarifPlaces places({"t"});
  EXPECT_EQ(places.of("t/%BF%CD.txt").uri, "t/%BF%CD.txt");  // GBK on disk
  EXPECT_EQ(places.of("t/100%25%0A").uri, "t/100%25%0A");    // percent and newline
  EXPECT_EQ(places.of("t/a%21b%23c").uri, "t/a%21b%23c");    // signs of a location's grammar
  EXPECT_EQ(places.of("t/c:x?y").uri, "t/c%3Ax%3Fy");        // would be scheme and query
  EXPECT_EQ(places.of("t/139****5670~3fa9c1").uri, "t/139%2A%2A%2A%2A5670~3fa9c1");
}

TEST(SarifPlaces, TextThatIsNoLocationIsOneName) {
  SarifPlaces places({"t"});
  for (const char* text : {"t/%zz", "%", "", "!", "t/a!#", "\xff\xfe", "//host/x", "t/a@@"}) {
    const SarifPlace place = places.of(text);
    EXPECT_FALSE(place.uri.empty()) << text;
    EXPECT_FALSE(place.uri.starts_with('/')) << text;
    EXPECT_EQ(place.uri.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                          "0123456789-._~/%"),
              std::string::npos)
        << text;
  }
}

}  // namespace
}  // namespace qingce::test
