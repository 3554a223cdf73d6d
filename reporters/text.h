// The words of reports for people, Chinese and English side by side, so that no language can be
// incomplete. Terms: gap 未检查项, partial 部分检查, confirmed 已确认, likely 很可能, possible
// 疑似, masked 掩码. A report says what was found and what was not looked at; it has no word for an
// absence of risk.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "reporters/reporter.h"
#include "scanner/core/finding.h"
#include "scanner/core/gap.h"

namespace qingce {

// One text in both languages; {0}, {1} … stand for arguments. An empty one does not compile.
struct Text {
  std::string_view zh;
  std::string_view en;
  consteval Text(const char* chinese, const char* english) : zh(chinese), en(english) {
    if (zh.empty() || en.empty()) throw "a text needs both languages";
  }
  std::string_view in(Language language) const { return language == Language::zh ? zh : en; }
};

// The text with its arguments in place. An argument that does not exist stays as it is written.
std::string fill(std::string_view pattern, std::initializer_list<std::string_view> arguments);

const Text& gap_text(GapReason reason);
// What to do about gaps of this reason.
const Text& gap_advice(GapReason reason);
const Text& confidence_text(Confidence confidence);

namespace text {

inline constexpr Text kTitle{"清册（qingce {0}）", "Inventory (qingce {0})"};
inline constexpr Text kTargets{"扫描目标", "Targets"};
inline constexpr Text kTime{"时间", "Time"};
inline constexpr Text kTimeSpan{"{0} 至 {1}", "{0} to {1}"};
inline constexpr Text kHost{"主机", "Host"};
inline constexpr Text kOperator{"操作者", "Operator"};
inline constexpr Text kReferenceDate{"参考日期", "Reference date"};
inline constexpr Text kRules{"规则集", "Rules"};
inline constexpr Text kKey{"密钥标识", "Key id"};
inline constexpr Text kLimits{"上限", "Limits"};
inline constexpr Text kNotReproducible{
    "设置了单个对象的时间上限：结果取决于机器快慢，不可重现。",
    "A time limit per object was set: the result depends on the machine and is not reproducible."};

inline constexpr Text kVerdict{"结论", "Verdict"};
inline constexpr Text kIncomplete{
    "扫描没有结束，以下只是已完成的部分。",
    "The scan did not end; what follows is only the part that was done."};
inline constexpr Text kFound{
    "{0} 个对象中有 {1} 个发现个人信息（按每个对象的最高置信度）：已确认 {2}，很可能 {3}，疑似 "
    "{4}。",
    "Objects with personal information: {1} of {0} (each by its highest confidence): confirmed "
    "{2}, likely {3}, "
    "possible {4}."};
inline constexpr Text kPeopleHead{"个人信息主体", "People"};
inline constexpr Text kPeople{"个人信息主体：{0} 至 {1} 人。", "People: {0} to {1}."};
inline constexpr Text kPeopleOne{"个人信息主体：{0} 人。", "People: {0}."};
inline constexpr Text kPeopleMost{"个人信息主体：至多 {0} 人（没有证件号码，无法给出下限）。",
                                  "People: at most {0} (no document's number gives a lower end)."};
inline constexpr Text kPeopleError{"人数为估计，两端各放宽两个标准误差（{0}%）。",
                                   "Estimated: each end is moved by two standard errors ({0}%)."};
inline constexpr Text kPeopleYoung{
    "截至参考日期不满 14 周岁 {0} 人，不满 18 周岁 {1} 人（按证件号码）；可能涉及未成年人的记录 "
    "{2} 条。",
    "At the reference date under 14: {0}, under 18: {1} (by their documents); records that may be "
    "about minors: {2}."};
inline constexpr Text kPeopleForeign{"持外国人永久居留证件 {0} 人。",
                                     "Holders of documents of foreigners: {0}."};
inline constexpr Text kPeopleNames{"只有姓名的人次 {0}，每次计为一人。",
                                   "Known by name only: {0}, each counted as one."};
inline constexpr Text kOrganisationOnly{
    "只发现单位标识的对象：{0}（个体工商户的标识指向个人）。",
    "Objects with identifiers of organisations only: {0} (a sole trader's "
    "points to a person)."};
inline constexpr Text kOtherPlaces{
    "此外在 {0} 处不是对象的位置（目录名、成员之外的字节）有发现。",
    "Findings at places that are no objects (names of directories, bytes outside "
    "members): {0}."};
inline constexpr Text kRestUnread{
    "另有 {0} 个对象未检查或仅部分检查，以上数字不包括其中未读到的内容。",
    "Not examined or only partly: {0} objects; what was not read there is in no figure "
    "above."};
// This sentence is fixed: it must not be mistaken for a statement that there is nothing.
inline constexpr Text kNothingFound{
    "已读取的 {0} 个对象中未发现；另有 {1} 个未检查或仅部分检查，不能据此认为其中没有个人信息。",
    "Nothing was found in the objects read ({0}); {1} more were not examined or only partly: this "
    "is no evidence that "
    "they hold no personal information."};
inline constexpr Text kOtherGaps{
    "此外有 {0} 处未检查项不是对象（目录、链接、特殊文件等）。",
    "Places not examined that are no objects (directories, links, special files): {0}."};

inline constexpr Text kAccepted{
    "其中已接受 {0} 行、{1} 处命中：仍在各数字中，不计入阈值；接受已失效 {2} 行。",
    "Accepted: {0} rows, {1} matches; they stay in every figure and are out of thresholds. Rows "
    "whose acceptance has lapsed: {2}."};
inline constexpr Text kBaseline{
    "与之前的清册相比（行）：新增 {0}，增加 {1}，变化 {2}，减少 {3}，复查未发现 {4}，未能复查 {5}，"
    "未变 {6}。",
    "Against the older inventory, rows: new {0}, grown {1}, changed {2}, shrunk {3}, gone {4}, not "
    "looked at again {5}, unchanged {6}."};

inline constexpr Text kGaps{"未检查项", "Gaps"};
inline constexpr Text kNoGaps{"没有记录到未检查项。", "No gap was recorded."};
inline constexpr Text kStates{"对象 {0}：已读取 {1}，部分检查 {2}，未检查 {3}。",
                              "Objects {0}: read {1}, partly examined {2}, not examined {3}."};
inline constexpr Text kReason{"原因", "Reason"};
inline constexpr Text kPlaces{"处数", "Places"};
inline constexpr Text kLinks{"符号链接 {0} 个，只记录，不跟随。",
                             "Symbolic links recorded, not followed: {0}."};

inline constexpr Text kFindings{"发现", "Findings"};
inline constexpr Text kRule{"规则", "Rule"};
inline constexpr Text kSensitive{"敏感", "Sensitive"};
inline constexpr Text kSensitiveYes{"是", "yes"};
inline constexpr Text kSensitiveConditional{"视情况", "conditional"};
inline constexpr Text kSensitiveNo{"否", "no"};
inline constexpr Text kMatches{"命中", "Matches"};
inline constexpr Text kDistinct{"不同值", "Distinct"};
inline constexpr Text kPlacesFound{"位置数", "Places"};
inline constexpr Text kEstimate{"“约”为估计值，标准误差不超过 {0}%。",
                                "\"~\" marks an estimate with a standard error of at most {0} %."};
inline constexpr Text kAbout{"约 {0}", "~{0}"};
inline constexpr Text kTop{"主要位置（前 {0} 处，掩码显示）",
                           "Main places (first {0}, values masked)"};
inline constexpr Text kConfidence{"置信度", "Confidence"};
inline constexpr Text kSample{"样本", "Sample"};
inline constexpr Text kLocation{"位置", "Location"};
inline constexpr Text kNone{"无", "none"};

// CSV and Markdown
inline constexpr Text kCsvRecord{"记录", "Record"};
inline constexpr Text kCsvRun{"扫描", "Run"};
inline constexpr Text kCsvRow{"发现", "Row"};
inline constexpr Text kCsvTable{"表", "Table"};
inline constexpr Text kCsvField{"字段", "Field"};
inline constexpr Text kCsvName{"名称", "Name"};
inline constexpr Text kCsvCategory{"类别", "Category"};
inline constexpr Text kCsvLevel{"级别", "Level"};
inline constexpr Text kCsvExact{"不同值精确", "Distinct exact"};
inline constexpr Text kCsvRejected{"未通过校验", "Rejected"};
inline constexpr Text kCsvSamples{"样本", "Samples"};
inline constexpr Text kCsvAccepted{"已接受（理由）", "Accepted (reason)"};
inline constexpr Text kCsvOffset{"字节位置", "Offset"};
inline constexpr Text kCsvDetail{"说明", "Detail"};
inline constexpr Text kCsvAdvice{"建议", "Advice"};
inline constexpr Text kCsvVersion{"程序版本", "Version"};
inline constexpr Text kCsvOption{"选项", "Option"};
inline constexpr Text kCsvSeen{"对象", "Objects"};
inline constexpr Text kCsvScanned{"已读取的对象", "Objects read"};
inline constexpr Text kCsvPartial{"部分检查的对象", "Objects partly examined"};
inline constexpr Text kCsvGap{"未检查的对象", "Objects not examined"};
inline constexpr Text kCsvAcceptedRows{"已接受的行", "Accepted rows"};
inline constexpr Text kCsvAcceptedMatches{"已接受的命中", "Accepted matches"};
inline constexpr Text kCsvLapsed{"接受已失效的行", "Rows whose acceptance has lapsed"};
inline constexpr Text kMdAccepted{"其中已接受（不计入阈值）的发现：{0} 行。",
                                  "Rows accepted, and so in no threshold: {0}."};

// SARIF
inline constexpr Text kStop{"。", "."};
inline constexpr Text kSarifRule{"{0}。级别 L{1}；敏感个人信息：{2}。",
                                 "{0}. Level L{1}; sensitive: {2}."};
inline constexpr Text kSarifHelp{
    "{0}（级别 L{1}；敏感个人信息：{2}）。依据：{3}。请核对该处是否仍有处理目的和法律依据；没有的，"
    "按《个人信息保护法》第四十七条删除；法律规定须保存的，只存储和保护。",
    "{0} (level L{1}; sensitive: {2}). Source: {3}. Check whether there still is a purpose and a "
    "legal basis at this place. Where there is none, PIPL article 47 requires deletion; what a law "
    "says must be retained is stored and protected, and nothing else."};
inline constexpr Text kSarifMessage{"{0}：{1}{2} 处（{3}），位于 {4}。",
                                    "{0}: {1}{2} matches ({3}) in {4}."};
inline constexpr Text kSarifSamples{"{0}，共 ", "{0}; "};
inline constexpr Text kSarifExact{"对象 {0}", "Object {0}"};
inline constexpr Text kSarifRegion{"对象中的 {0}", "{0} in the object"};
inline constexpr Text kSarifGap{"未检查项：{0}，位于 {1}。{2}", "Gap: {0}, at {1}. {2}"};
inline constexpr Text kSarifCutHelp{"完整清单见 json 或 csv 格式。",
                                    "The json and csv reports list everything."};
inline constexpr Text kSarifCutKind{"本文件没有列出全部结果。",
                                    "This file does not list everything."};
inline constexpr Text kSarifCutResults{
    "另有 {0} 条结果（优先级不高于 {1}）没有列出：一个文件最多 {2} 个 run，每个 {3} 条。"
    "完整清单见 json 或 csv。",
    "{0} more results (rank {1} or less) are not listed: a file takes {2} runs of {3}. The json "
    "and "
    "csv reports list them all."};
inline constexpr Text kSarifCutGaps{
    "另有 {0} 处未检查项没有列出：一个文件最多 {1} 个 run，每个 {2} 条。完整清单见 json 或 csv。",
    "{0} more gaps are not listed: a file takes {1} runs of {2}. The json and csv reports list "
    "them all."};
inline constexpr Text kSarifUnreadKind{"旧清册中的结果未能复查。",
                                       "Results of the older inventory were not looked at again."};
inline constexpr Text kSarifUnreadHelp{"先补上未检查项，再比较。",
                                       "Close the gaps first, then compare again."};
inline constexpr Text kSarifUnread{
    "旧清册中的 {0} 条结果这次没有读到，不能说复查未发现，因此没有列出。",
    "{0} results of the older inventory were not read this time: they cannot be called gone, and "
    "are not listed."};
inline constexpr Text kSarifNoRegions{
    "清册没有保留逐条发现，因此没有字节位置；扫描时加 -o sarif=文件 或 -o findings=文件 会保留。",
    "The inventory keeps no single findings, so there are no byte positions; a scan with -o "
    "sarif=FILE or -o findings=FILE keeps them."};

inline constexpr Text kNext{"下一步", "Next step"};
inline constexpr Text kAdvice{"{0}（{1} 处）：{2}", "{0} ({1}): {2}"};
inline constexpr Text kResume{"扫描没有结束：用原命令加上 --resume 继续。",
                              "The scan did not end: go on with the same command and --resume."};
inline constexpr Text kFullReport{"完整清单：qingce report 清册文件 -o json=文件",
                                  "Full list: qingce report INVENTORY -o json=FILE"};

}  // namespace text
}  // namespace qingce
