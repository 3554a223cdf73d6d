// Years of dates. Epochs are checked against `date -u -d @N`, shifted by eight hours.
#include "scanner/match/dates.h"

#include <gtest/gtest.h>

namespace qingce {
namespace {

std::optional<int> plain(std::string_view value) { return year_of(value, DateField::unknown); }
std::optional<int> timed(std::string_view value) { return year_of(value, DateField::time); }

TEST(Dates, WrittenForms) {
  for (const char* value :
       {"2019-03-05", "2019-3-5 10:00:00", "2019/03/05", "2019.03.05", "20190305", "20190305101500",
        "2019-03", "2019年3月5日", "2019-03-05T10:00:00Z"}) {
    EXPECT_EQ(plain(value), 2019) << value;
  }
}

TEST(Dates, WhatIsNoDate) {
  for (const char* value : {"2019", "2019-13-01", "2019-123", "2019.5", "20191305", "20190332",
                            "1019-03-05", "13912345670", "201903051", "2019x03", "2019-",
                            "version 2019-03", "", "2019-03x", "192.168.1.1"}) {
    EXPECT_FALSE(plain(value).has_value()) << value;
  }
}

TEST(Dates, SecondsCountOnlyInFieldsOfTimes) {
  EXPECT_FALSE(plain("1551750000").has_value());
  EXPECT_EQ(timed("1551750000"), 2019);
  EXPECT_EQ(timed("1551750000123"), 2019);
  // 2018-12-31 15:59:59 UTC is still 2018 in China, one second later it is 2019.
  EXPECT_EQ(timed("1546271999"), 2018);
  EXPECT_EQ(timed("1546272000"), 2019);
  // 29 February 2000, and the end of that year.
  EXPECT_EQ(timed("0951782400"), 2000);
  EXPECT_EQ(timed("0978278399"), 2000);
  EXPECT_EQ(timed("0978278400"), 2001);
  EXPECT_FALSE(timed("9999999999").has_value());
}

TEST(Dates, NamesOfFields) {
  for (const char* name :
       {"users.created_at", "createTime", "o.order_date", "注册时间", "gmt_create"}) {
    EXPECT_EQ(date_field(name, ""), DateField::time) << name;
  }
  for (const char* name : {"users.birthday", "birth_date", "csrq", "出生日期"}) {
    EXPECT_EQ(date_field(name, ""), DateField::birth) << name;
    EXPECT_FALSE(year_of("2012-02-29", date_field(name, "")).has_value());
  }
  EXPECT_EQ(date_field("t.c3", "创建时间"), DateField::time);
  EXPECT_EQ(date_field("users.phone", "手机"), DateField::unknown);
  EXPECT_EQ(date_field("users.update", ""), DateField::unknown);
}

}  // namespace
}  // namespace qingce
