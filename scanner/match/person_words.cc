// Which person a field speaks of. A word for another person is looked for in the column's name,
// then in its comment; the more special role wins (紧急联系人 before 联系人).
#include <algorithm>
#include <array>
#include <span>

#include "detectors/normalize.h"
#include "scanner/core/field_name.h"
#include "scanner/match/field_words.h"

namespace qingce {
namespace {

struct Role {
  std::string_view person;
  std::string_view word;
};

constexpr Role kRoles[] = {
    {"emergency", "紧急联系"},  {"emergency", "緊急聯絡"},
    {"emergency", "应急联系"},  {"emergency", "emergency"},
    {"emergency", "emerg"},     {"emergency", "jjlxr"},
    {"guardian", "监护人"},     {"guardian", "監護人"},
    {"guardian", "guardian"},   {"guardian", "custodian"},
    {"guardian", "jianhuren"},  {"guardian", "jhr"},
    {"father", "父亲"},         {"father", "爸爸"},
    {"father", "father"},       {"father", "dad"},
    {"father", "fuqin"},        {"mother", "母亲"},
    {"mother", "妈妈"},         {"mother", "mother"},
    {"mother", "mom"},          {"mother", "mum"},
    {"mother", "muqin"},        {"parent", "家长"},
    {"parent", "家長"},         {"parent", "父母"},
    {"parent", "parent"},       {"parent", "parents"},
    {"parent", "jiazhang"},     {"parent", "jzsj"},
    {"parent", "jzxm"},         {"parent", "jzdh"},
    {"spouse", "配偶"},         {"spouse", "丈夫"},
    {"spouse", "妻子"},         {"spouse", "爱人"},
    {"spouse", "spouse"},       {"spouse", "husband"},
    {"spouse", "wife"},         {"spouse", "peiou"},
    {"child", "子女"},          {"child", "孩子"},
    {"child", "儿童"},          {"child", "child"},
    {"guarantor", "担保人"},    {"guarantor", "擔保人"},
    {"guarantor", "保证人"},    {"guarantor", "guarantor"},
    {"guarantor", "guarantee"}, {"guarantor", "danbaoren"},
    {"guarantor", "dbr"},       {"borrower", "共同借款人"},
    {"borrower", "coborrower"}, {"borrower", "co_borrower"},
    {"beneficiary", "受益人"},  {"beneficiary", "beneficiary"},
    {"insured", "被保险人"},    {"insured", "insured"},
    {"payee", "收款人"},        {"payee", "payee"},
    {"receiver", "收货人"},     {"receiver", "收件人"},
    {"receiver", "receiver"},   {"receiver", "recipient"},
    {"receiver", "consignee"},  {"sender", "发件人"},
    {"sender", "寄件人"},       {"sender", "发货人"},
    {"sender", "sender"},       {"sender", "consignor"},
    {"legal", "法定代表人"},    {"legal", "法人代表"},
    {"legal", "法人姓名"},      {"legal", "legal_person"},
    {"legal", "legal_rep"},     {"legal", "legal_representative"},
    {"agent", "经办人"},        {"agent", "代理人"},
    {"agent", "agent"},         {"agent", "operator"},
    {"teacher", "教师"},        {"teacher", "老师"},
    {"teacher", "班主任"},      {"teacher", "teacher"},
    {"referrer", "推荐人"},     {"referrer", "介绍人"},
    {"referrer", "referrer"},   {"referrer", "inviter"},
    {"relative", "亲属"},       {"relative", "亲友"},
    {"relative", "直系"},       {"relative", "relative"},
    {"relative", "kin"},        {"contact", "联系人"},
    {"contact", "聯絡人"},      {"contact", "contact"},
    {"contact", "contacts"},    {"contact", "lianxiren"},
    {"contact", "lxr"},
};
constexpr std::array<std::string_view, 4> kGuardians{"guardian", "father", "mother", "parent"};

constexpr std::string_view kSchool[] = {
    "学生",   "学员",  "學生",   "学籍",  "学号",      "年级",     "班级",
    "幼儿",   "儿童",  "小学",   "初中",  "student",   "students", "pupil",
    "pupils", "stu",   "grade",  "kid",   "kids",      "xuesheng", "xueyuan",
    "xuehao", "banji", "nianji", "xh_no", "classroom", "school",   "schoolmate",
};

bool is_han(std::string_view word) { return static_cast<signed char>(word.front()) < 0; }

bool speaks_of(std::string_view name, std::string_view word) {
  return is_han(word) ? name.find(word) != std::string_view::npos : name_begins(name, word);
}

std::string_view role_in(std::string_view name) {
  if (name.empty()) return {};
  const auto* const role = std::find_if(std::begin(kRoles), std::end(kRoles),
                                        [&](const Role& r) { return speaks_of(name, r.word); });
  return role == std::end(kRoles) ? std::string_view() : role->person;
}

// "contact2_phone", "家长1手机": the first number of the name tells several apart.
std::string number_in(std::string_view name) {
  const auto begin = std::find_if(name.begin(), name.end(), is_digit);
  const auto end = std::find_if_not(begin, name.end(), is_digit);
  const std::string number(begin, end);
  return number.size() > 3 ? std::string() : number;
}

// A path says it in the object's name: "guardian.phone".
std::string_view last_name(std::string_view table) {
  return table.substr(table.find_last_of('.') + 1);
}

}  // namespace

std::string person_of(std::string_view field, std::string_view comment) {
  const std::string_view column = column_of(field);
  for (const std::string_view name : {column, comment}) {
    const std::string_view role = role_in(name);
    if (!role.empty()) return std::string(role) + number_in(name);
  }
  const std::string_view table = last_name(table_of(field));
  for (const Role& role : kRoles) {
    if (table == role.word) return std::string(role.person);
  }
  return {};
}

bool is_guardian(std::string_view person) {
  return std::any_of(kGuardians.begin(), kGuardians.end(),
                     [&](std::string_view guardian) { return person.starts_with(guardian); });
}

bool is_of_school(std::string_view field, std::string_view comment) {
  return std::any_of(std::begin(kSchool), std::end(kSchool), [&](std::string_view word) {
    return speaks_of(field, word) || (!comment.empty() && speaks_of(comment, word));
  });
}

}  // namespace qingce
