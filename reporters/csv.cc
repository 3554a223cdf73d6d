// CSV for a spreadsheet: UTF-8 with a byte-order mark (without it Excel takes the bytes for the
// system's code page), RFC 4180, CRLF. One table with the same columns for everything, so that one
// filter on the first column shows the facts of the run, the rows or the gaps; a second file would
// be left behind when the first is passed on.
#include "reporters/escape.h"
#include "reporters/joined_rows.h"
#include "reporters/people.h"
#include "reporters/registry.h"
#include "reporters/rule_facts.h"
#include "reporters/text.h"

namespace qingce {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// The columns; their order and number are the format's contract. Empty cells stay empty.
enum class Column : uint8_t {
  record,
  location,
  field,
  rule,
  name,
  category,
  level,
  sensitive,
  confidence,
  matches,
  distinct,
  distinct_exact,
  confirmed,
  likely,
  possible,
  rejected,
  samples,
  accepted,
  reason,
  offset,
  detail,
  advice,
};
constexpr size_t kColumnCount = static_cast<size_t>(Column::advice) + 1;

class Record {
 public:
  void text(Column column, std::string_view value) {
    if (!value.empty()) cells_[static_cast<size_t>(column)] = csv_cell(value);
  }
  // Digits alone are no formula and need no quotes: the spreadsheet can add them up.
  void number(Column column, uint64_t value) {
    cells_[static_cast<size_t>(column)] = std::to_string(value);
  }
  std::string line() const {
    std::string out = cells_[0];
    for (size_t i = 1; i < cells_.size(); ++i) {
      out += ',';
      out += cells_[i];
    }
    return out + "\r\n";
  }

 private:
  std::array<std::string, kColumnCount> cells_;
};

class Csv {
 public:
  Csv(const ReportContext& context, Output& out)
      : context_(context), language_(context.language), out_(out) {}

  Status write() {
    out_.write(kByteOrderMark);
    heads();
    const Result<PeopleFigures> people = people_of(context_);
    if (!people) return people.error();
    run(*people);
    Status status = visit_tables(context_, [this](const TableFigures& table) {
      out_.write(table_line(table));
      return true;
    });
    if (!status) return status;
    status = visit_joined_rows(context_, [this](const JoinedRow& row) {
      out_.write(row_line(row));
      accepted_.add(row);
      return true;
    });
    if (!status) return status;
    if (context_.accepted != nullptr) accepted();
    return context_.inventory.gaps([this](const GapRow& gap) {
      out_.write(gap_line(gap));
      return true;
    });
  }

 private:
  void heads() {
    Record record;
    const std::pair<Column, const Text*> names[] = {
        {Column::record, &text::kCsvRecord},
        {Column::location, &text::kLocation},
        {Column::field, &text::kCsvField},
        {Column::rule, &text::kRule},
        {Column::name, &text::kCsvName},
        {Column::category, &text::kCsvCategory},
        {Column::level, &text::kCsvLevel},
        {Column::sensitive, &text::kSensitive},
        {Column::confidence, &text::kConfidence},
        {Column::matches, &text::kMatches},
        {Column::distinct, &text::kDistinct},
        {Column::distinct_exact, &text::kCsvExact},
        {Column::confirmed, &confidence_text(Confidence::confirmed)},
        {Column::likely, &confidence_text(Confidence::likely)},
        {Column::possible, &confidence_text(Confidence::possible)},
        {Column::rejected, &text::kCsvRejected},
        {Column::samples, &text::kCsvSamples},
        {Column::accepted, &text::kCsvAccepted},
        {Column::reason, &text::kReason},
        {Column::offset, &text::kCsvOffset},
        {Column::detail, &text::kCsvDetail},
        {Column::advice, &text::kCsvAdvice}};
    for (const auto& [column, name] : names) record.text(column, name->in(language_));
    out_.write(record.line());
  }

  // One fact: its name, and its value as a number or in the last text column.
  void fact(const Text& name, std::string_view value) {
    Record record;
    record.text(Column::record, text::kCsvRun.in(language_));
    record.text(Column::name, name.in(language_));
    record.text(Column::detail, value);
    out_.write(record.line());
  }

  void run(const PeopleFigures& people) {
    const ResultFacts& facts = context_.inventory.run().result;
    const Coverage coverage = context_.inventory.coverage();
    if (!coverage.complete) fact(text::kVerdict, text::kIncomplete.in(language_));
    for (const std::string& target : context_.inventory.run().targets) {
      fact(text::kTargets, target);
    }
    fact(text::kCsvVersion, facts.version);
    fact(text::kReferenceDate, facts.reference_date);
    fact(text::kRules, facts.rules_hash);
    fact(text::kKey, facts.key_id);
    for (const auto& [key, value] : facts.options) {
      fact(text::kCsvOption, key + "=" + value);
    }
    const std::pair<const Text*, uint64_t> counts[] = {{&text::kCsvSeen, coverage.seen},
                                                       {&text::kCsvScanned, coverage.scanned},
                                                       {&text::kCsvPartial, coverage.partial},
                                                       {&text::kCsvGap, coverage.gap}};
    for (const auto& [name, count] : counts) fact(*name, std::to_string(count));
    for (const std::string& line : people_lines(people, language_)) fact(text::kPeopleHead, line);
  }

  // Matches: its records with findings.
  std::string table_line(const TableFigures& table) const {
    Record record;
    record.text(Column::record, text::kCsvTable.in(language_));
    record.text(Column::location, table.location);
    record.text(Column::field, table.table);
    record.number(Column::level, table.level);
    record.number(Column::matches, table.figures.records.records);
    std::string detail;
    for (const std::string& line : people_lines(table.figures, language_)) {
      detail += (detail.empty() ? "" : " ") + line;
    }
    record.text(Column::detail, detail);
    return record.line();
  }

  // Known once every row was seen.
  void accepted() {
    fact(text::kCsvAcceptedRows, std::to_string(accepted_.rows));
    fact(text::kCsvAcceptedMatches, std::to_string(accepted_.matches));
    fact(text::kCsvLapsed, std::to_string(accepted_.lapsed));
  }

  std::string row_line(const JoinedRow& row) const {
    const Rule& rule = context_.rules.at(row.rule);
    Record record;
    record.text(Column::record, text::kCsvRow.in(language_));
    record.text(Column::location, row.location);
    if (row.field) record.text(Column::field, *row.field);
    record.text(Column::rule, rule.id);
    record.text(Column::name, name_of(rule, language_));
    record.text(Column::category, rule.category);
    record.number(Column::level, rule.level);
    record.text(Column::sensitive, sensitivity_text(sensitivity_of(rule)).in(language_));
    record.text(Column::confidence, confidence_text(row.confidence).in(language_));
    record.number(Column::matches, row.value.count);
    record.number(Column::distinct, row.value.sketch.distinct());
    record.text(
        Column::distinct_exact,
        (row.value.sketch.exact() ? text::kSensitiveYes : text::kSensitiveNo).in(language_));
    const auto of = [&](Confidence c) { return row.by_confidence[static_cast<size_t>(c)]; };
    record.number(Column::confirmed, of(Confidence::confirmed));
    record.number(Column::likely, of(Confidence::likely));
    record.number(Column::possible, of(Confidence::possible));
    record.number(Column::rejected, row.rejected);
    std::string samples;
    for (const Sample& sample : row.value.samples) {
      samples += (samples.empty() ? "" : " ") + sample.masked;
    }
    record.text(Column::samples, samples);
    if (row.accepted != nullptr) record.text(Column::accepted, row.accepted->reason);
    return record.line();
  }

  std::string gap_line(const GapRow& gap) const {
    Record record;
    record.text(Column::record, text::kGaps.in(language_));
    record.text(Column::location, gap.location);
    record.text(Column::name, gap_text(gap.reason).in(language_));
    record.text(Column::reason, to_string(gap.reason));
    if (gap.offset) record.number(Column::offset, *gap.offset);
    record.text(Column::detail, gap.detail);
    record.text(Column::advice, gap_advice(gap.reason).in(language_));
    return record.line();
  }

  const ReportContext& context_;
  Language language_;
  Output& out_;
  AcceptanceCounts accepted_;
};

class CsvReporter final : public Reporter {
 public:
  std::string_view format() const override { return "csv"; }
  Status report(const ReportContext& context, Output& out) const override {
    return Csv(context, out).write();
  }
};

}  // namespace

const Reporter& csv_reporter() {
  static const CsvReporter reporter;
  return reporter;
}

}  // namespace qingce
