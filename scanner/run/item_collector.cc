#include "scanner/run/item_collector.h"

#include <algorithm>
#include <utility>

#include "detectors/person.h"
#include "scanner/match/dates.h"
#include "scanner/run/test_hook.h"

namespace qingce {
namespace {

// What one more entry of each kind costs the worker, roughly: for the flush rule only.
constexpr size_t kDigestCost = sizeof(Digest128);
constexpr size_t kFindingCost = 160;
constexpr size_t kObjectCost = 512;

bool wants_sample(const RowValue& value, const Digest128& digest) {
  if (value.samples.size() < kSamples) return true;
  return digest < value.samples.back().digest;
}

}  // namespace

ItemCollector::ItemCollector(std::shared_ptr<const MatchEngine> engine,
                             const ValueDigester& digester, std::string_view reference_date,
                             bool keep_findings, ChunkSink chunks, ExplainSink explain, Trace trace,
                             Meter meter)
    : engine_(std::move(engine)),
      rules_(engine_->rules()),
      digester_(digester),
      keep_findings_(keep_findings),
      chunks_(std::move(chunks)),
      explain_(std::move(explain)),
      persons_(rules_, reference_date),
      names_(engine_, digester),
      matcher_(engine_),
      trace_(std::move(trace)),
      meter_(meter) {}

ItemCollector::~ItemCollector() = default;

void ItemCollector::begin(const Location& item) {
  item_key_ = item.order_key();
  chunk_ = ItemChunk{};
  next_number_ = 0;
}

void ItemCollector::end(uint64_t bytes_read) {
  chunk_.bytes_read += bytes_read;
  flush(true);
}

void ItemCollector::flush(bool last) {
  // Rows of objects still open go out too: the store merges rows of one key.
  for (Frame& frame : stack_) move_rows(frame);
  chunk_.item_key = item_key_;
  chunk_.last = last;
  chunks_(std::exchange(chunk_, ItemChunk{}));
  held_bytes_ = 0;
}

void ItemCollector::open(const Location& location, ObjectKind kind) {
  test_hook_before_open();
  Frame frame(location);
  frame.number = next_number_++;
  stack_.push_back(std::move(frame));
  current_ = &stack_.back();
  trace_.at(current_->number, next_number_);
  if (kind == ObjectKind::file || kind == ObjectKind::member) add_name_findings(*current_);
}

ItemCollector::FieldRule& ItemCollector::field_rule(Frame& frame, uint32_t field, uint16_t rule) {
  if (frame.fields_rules.size() <= field) frame.fields_rules.resize(field + 1);
  std::vector<FieldRule>& rules = frame.fields_rules[field];
  if (rules.empty()) rules.resize(rules_.rules().size());
  return rules[rule];
}

template <class Masked>
void ItemCollector::add(Frame& frame, uint32_t field, uint16_t rule, EvidenceSet evidence,
                        const Digest128& digest, const Masked& masked) {
  ++matches_;
  FieldRule& here = field_rule(frame, field, rule);
  ++here.passed;
  if (here.row == nullptr || here.evidence != evidence.bits()) {
    here.row = &frame.rows[RowId{field, rule, evidence.bits()}];
    here.evidence = evidence.bits();
  }
  RowValue& value = *here.row;
  if (wants_sample(value, digest)) {
    value.add(digest, masked());
  } else {
    ++value.count;
    value.sketch.add(digest);
  }
  held_bytes_ += kDigestCost;
}

void ItemCollector::rejected(uint16_t rule, const std::optional<std::string_view>& field,
                             uint64_t count) {
  field_rule(*current_, field_of(*current_, field), rule).rejected += count;
}

void ItemCollector::add_name_findings(Frame& frame) {
  for (Finding& finding : names_.findings(frame.location)) {
    const uint32_t field = field_of(frame, "~name");
    add(frame, field, finding.rule, finding.evidence, finding.digest,
        [&] { return finding.masked; });
    if (keep_findings_) frame.findings.push_back(std::move(finding));
  }
}

ItemCollector::Frame& ItemCollector::frame_of(const Location& location) {
  if (current_ != nullptr && current_->location.id() == location.id()) return *current_;
  for (auto it = stack_.rbegin(); it != stack_.rend(); ++it) {
    if (it->location == location) {
      current_ = &*it;
      return *it;
    }
  }
  // The registry opens before it reports; a call without it would be a defect of ours. Keep the
  // bytes' findings.
  open(location, ObjectKind::pseudo);
  return stack_.back();
}

void ItemCollector::window(const Location& location, const Window& window) {
  current_ = &frame_of(location);
  test_hook(window.bytes.subspan(window.own_begin, window.own_end - window.own_begin));
  if (meter_.asked()) meter_.answer(names_.print(location));
  matcher_.scan(window, *this);
  if (held_bytes_ > kFlushBytes) flush(false);
}

void ItemCollector::batch(const Location& location, const RecordBatch& batch) {
  current_ = &frame_of(location);
  if (meter_.asked()) meter_.answer(names_.print(location));
  current_->records.begin_batch(persons_);
  matcher_.scan(batch, *this);
  batch_dates(batch);
  current_->records.end_batch(persons_);
  if (held_bytes_ > kFlushBytes) flush(false);
}

uint32_t ItemCollector::field_of(Frame& frame, const std::optional<std::string_view>& field) {
  if (!field) return 0;
  const auto found = frame.field_index.find(*field);
  if (found != frame.field_index.end()) return found->second;
  frame.fields.emplace_back(*field);
  const auto index = static_cast<uint32_t>(frame.fields.size());
  frame.field_index.emplace(*field, index);
  return index;
}

std::optional<std::string> ItemCollector::printed_field(const Frame& frame, uint32_t field) {
  if (field == 0) return std::nullopt;
  return names_.field(frame.fields[field - 1]);
}

void ItemCollector::match(const Match& m) {
  const Rule& rule = rules_.at(m.rule);
  const Digest128 digest = digester_.digest(digest_kind(rule, m.evidence), m.normal);
  const uint32_t field = field_of(*current_, m.field);
  const auto masked = [&] { return masked_form(rule, m.evidence, m.normal); };
  add(*current_, field, m.rule, m.evidence, digest, masked);
  note_record(m, field, digest);
  // They would have had the value but for this one: their share of the field counts it.
  for (const uint16_t other : m.also) {
    if (m.field) ++field_rule(*current_, field, other).passed;
  }
  if (!keep_findings_) return;
  Finding finding;
  finding.rule = m.rule;
  finding.evidence = m.evidence;
  finding.also = m.also;
  if (m.field) finding.field = printed_field(*current_, field);
  if (!m.in_batch) {
    finding.offset = m.offset;
    finding.length = m.length;
  }
  finding.record = m.record;
  finding.masked = masked();
  finding.digest = digest;
  current_->findings.push_back(std::move(finding));
  held_bytes_ += kFindingCost;
}

void ItemCollector::note_record(const Match& m, uint32_t field, const Digest128& digest) {
  RecordBook& records = current_->records;
  const PersonRules::Age age = persons_.age(m.rule, m.normal);
  if (!m.record || field == 0) {
    const PersonRules::Worth& worth = persons_.worth(m.rule, m.evidence);
    const bool document = worth.counts_alone && worth.identifier >= Identifier::document;
    if (document) records.outside(age, digest);
    return;
  }
  record_field(*m.field, m.comment);
  records.add({*m.record, field, m.rule, m.evidence, age, digest}, persons_);
}

uint32_t ItemCollector::record_field(std::string_view field, std::string_view comment) {
  const uint32_t number = field_of(*current_, field);
  RecordBook& records = current_->records;
  if (!records.knows(number)) {
    records.name(number, printed_field(*current_, number).value_or(""), field, comment);
  }
  return number;
}

void ItemCollector::date(std::string_view field, std::string_view comment, uint64_t record,
                         int year) {
  current_->records.date(record, record_field(field, comment), year);
}

// Of a batch every value is at hand; what counts are records in which something was found.
void ItemCollector::batch_dates(const RecordBatch& batch) {
  if (!current_->records.has_batch()) return;
  for (const Column& column : batch.columns) {
    const DateField kind = date_field(column.field, {});
    const std::string_view block = as_text(column.block);
    std::optional<uint32_t> field;
    for (size_t row = 0; row + 1 < column.offsets.size(); ++row) {
      const std::string_view value =
          block.substr(column.offsets[row], column.offsets[row + 1] - 1 - column.offsets[row]);
      const std::optional<int> year = year_of(value, kind);
      if (!year) continue;
      if (!field) field = record_field(column.field, {});
      current_->records.date(batch.first_record + row, *field, *year);
    }
  }
}

void ItemCollector::explain(const ExplainStep& step) {
  explain_(names_.print(current_->location), step);
}

void ItemCollector::move_rows(Frame& frame) {
  for (auto& [id, value] : frame.rows) {
    RowKey key{frame.number, printed_field(frame, id.field), id.rule, EvidenceSet(id.evidence)};
    const auto [it, fresh] = chunk_.rows.try_emplace(std::move(key), std::move(value));
    if (!fresh) it->second.merge(value);
  }
  frame.rows.clear();
  for (auto& rules : frame.fields_rules) {
    for (FieldRule& counts : rules) counts.row = nullptr;
  }
  for (Finding& finding : frame.findings)
    chunk_.findings.push_back({frame.number, std::move(finding)});
  frame.findings.clear();
  frame.records.move_to(frame.number, chunk_);
}

// When the object ends. Where no row was made, nobody asks how many candidates there were: most
// files of logs and code would have a dozen such counts.
void ItemCollector::move_statistics(const Frame& frame) {
  for (uint32_t field = 0; field < frame.fields_rules.size(); ++field) {
    for (uint16_t rule = 0; rule < frame.fields_rules[field].size(); ++rule) {
      const FieldRule& counts = frame.fields_rules[field][rule];
      if (counts.passed == 0) continue;
      Statistic& s = chunk_.statistics[{frame.number, printed_field(frame, field), rule}];
      s.candidates += counts.passed + counts.rejected;
      s.passed += counts.passed;
    }
  }
}

void ItemCollector::gap(const Location& location, const GapNote& note) {
  GapRow row;
  row.order_key = location.order_key();
  row.location = names_.print(location);
  row.reason = note.reason;
  row.offset = note.offset;
  row.detail = std::string(note.detail);
  held_bytes_ += kObjectCost;
  chunk_.gaps.push_back(std::move(row));
}

void ItemCollector::non_object(const Location& location, bool special) {
  if (special) {
    gap(location, {GapReason::special_file, std::nullopt, {}});
  } else {
    link();
  }
  place(location);
}

void ItemCollector::place(const Location& location) {
  if (names_.findings(location).empty()) return;
  open(location, ObjectKind::place);
  add_name_findings(*current_);
  ObjectFacts facts{.location = location};
  facts.kind = ObjectKind::place;
  facts.display_raw = location.step().raw;
  close(facts);
}

void ItemCollector::unread_object(const Location& location, GapReason reason,
                                  const OuterFacts& outer) {
  open(location, ObjectKind::file);
  gap(location, {reason, std::nullopt, {}});
  ObjectFacts facts{.location = location};
  facts.state = ObjectState::gap;
  facts.display_raw = location.step().raw;
  facts.bytes = outer.stored_size.value_or(0);
  facts.mtime = outer.mtime;
  facts.owner_raw = outer.owner;
  facts.mode = outer.mode;
  close(facts);
}

void ItemCollector::volume(const Location& location, const std::string& reader,
                           const OuterFacts& outer) {
  open(location, ObjectKind::file);
  ObjectFacts facts{.location = location};
  facts.state = ObjectState::scanned;
  facts.display_raw = location.step().raw;
  facts.bytes = outer.stored_size.value_or(0);
  facts.format = "volume";
  facts.reader = "volume";
  facts.same_as_raw = reader;
  facts.mtime = outer.mtime;
  facts.owner_raw = outer.owner;
  facts.mode = outer.mode;
  close(facts);
}

void ItemCollector::close(const ObjectFacts& facts) {
  Frame& frame = frame_of(facts.location);
  ObjectRow row;
  row.number = frame.number;
  row.kind = facts.kind;
  row.order_key = facts.location.order_key();
  row.raw = facts.location.raw();
  row.location = names_.print(facts.location);
  row.display = names_.text(facts.display_raw);
  row.state = facts.state;
  row.bytes = facts.bytes;
  row.content_bytes = facts.content_bytes;
  row.format = facts.format;
  row.reader = facts.reader;
  row.encodings = facts.encodings;
  row.mtime = facts.mtime;
  if (facts.owner_raw) row.owner = names_.text(*facts.owner_raw);
  row.mode = facts.mode;
  if (facts.same_as_raw) row.same_as = names_.text(*facts.same_as_raw);
  row.password_line = facts.password_line;
  row.content = facts.content;
  frame.records.finish(persons_);
  move_rows(frame);
  move_statistics(frame);
  chunk_.objects.push_back(std::move(row));
  held_bytes_ += kObjectCost;
  stack_.erase(stack_.begin() + (&frame - stack_.data()), stack_.end());
  current_ = stack_.empty() ? nullptr : &stack_.back();
  if (current_ != nullptr) trace_.at(current_->number, next_number_);
  if (held_bytes_ > kFlushBytes) flush(false);
}

}  // namespace qingce
