// Which person of a record a field's name speaks of.
#include <gtest/gtest.h>

#include "scanner/core/field_name.h"
#include "scanner/match/field_words.h"

namespace qingce {
namespace {

TEST(FieldName, TablesOfFields) {
  EXPECT_EQ(table_of("users.id_card"), "users");
  EXPECT_EQ(table_of("crm.users.id_card"), "crm.users");
  EXPECT_EQ(table_of("id_card"), "");
  EXPECT_EQ(table_of("users[*].contact.phone"), "users[*]");
  EXPECT_EQ(table_of("data[*].users[*].phones[*]"), "data[*].users[*]");
  EXPECT_EQ(table_of("[*].phone"), "[*]");
  EXPECT_EQ(table_of("~deleted"), "~deleted");
  EXPECT_EQ(column_of("~deleted"), "");
  EXPECT_EQ(column_of(""), "");
  EXPECT_EQ(column_of("users[*].contact.phone"), "contact.phone");
  EXPECT_EQ(column_of("users.id_card"), "id_card");
  EXPECT_EQ(column_of("id_card"), "id_card");
}

TEST(PersonWords, TheRecordsOwnPerson) {
  for (const char* field :
       {"users.id_card", "users.phone", "客户.手机号", "users.phone2", "联系电话", "users.联系方式",
        "hotel.mobile", "users.apparent_phone", "orders.user_mobile"}) {
    EXPECT_EQ(person_of(field, ""), "") << field;
  }
}

TEST(PersonWords, OtherPersons) {
  EXPECT_EQ(person_of("s.parent_phone", ""), "parent");
  EXPECT_EQ(person_of("s.parentPhone", ""), "parent");
  EXPECT_EQ(person_of("s.parentmobile", ""), "parent");
  EXPECT_EQ(person_of("s.家长手机", ""), "parent");
  EXPECT_EQ(person_of("s.jz", "家长手机号"), "parent");
  EXPECT_EQ(person_of("s.guardian2_id_card", ""), "guardian2");
  EXPECT_EQ(person_of("s.紧急联系人电话", ""), "emergency");
  EXPECT_EQ(person_of("s.联系人1手机", ""), "contact1");
  EXPECT_EQ(person_of("s.配偶身份证号", ""), "spouse");
  EXPECT_EQ(person_of("s.担保人证件号", ""), "guarantor");
  EXPECT_EQ(person_of("loan.spouse_idcard", ""), "spouse");
  EXPECT_EQ(person_of("users[*].guardian.phone", ""), "guardian");
  EXPECT_EQ(person_of("guardian.phone", ""), "guardian");
  EXPECT_EQ(person_of("s.emergency_contact_phone", ""), "emergency");
  EXPECT_TRUE(is_guardian("parent"));
  EXPECT_TRUE(is_guardian("guardian2"));
  EXPECT_FALSE(is_guardian("spouse"));
  EXPECT_FALSE(is_guardian(""));
}

TEST(PersonWords, Schools) {
  EXPECT_TRUE(is_of_school("students.phone", ""));
  EXPECT_TRUE(is_of_school("t.c3", "学生手机"));
  EXPECT_TRUE(is_of_school("t.班级群", ""));
  EXPECT_FALSE(is_of_school("users.phone", "手机"));
  EXPECT_FALSE(is_of_school("upgrades.phone", ""));
}

}  // namespace
}  // namespace qingce
