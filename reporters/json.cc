// The canonical JSON view of an inventory (schema/inventory-1.schema.json): fixed key order, one
// object a line, no clock and no host, so that two runs over the same input give the same bytes and
// a diff can be read.
#include <cmath>
#include <cstdio>

#include "reporters/joined_rows.h"
#include "reporters/json_value.h"
#include "reporters/json_writer.h"
#include "reporters/people.h"
#include "reporters/registry.h"

namespace qingce {
namespace {

using Json = JsonValue;

std::string octal(uint32_t mode) {
  char text[16];
  std::snprintf(text, sizeof text, "%04o", static_cast<unsigned>(mode));
  return text;
}

Json run_json(const ResultFacts& facts) {
  Json options = Json::object();
  for (const auto& [key, value] : facts.options) options[key] = value;
  return {{"version", facts.version},
          {"options", options},
          {"rules_hash", facts.rules_hash},
          {"key_id", facts.key_id},
          {"reference_date", facts.reference_date}};
}

Json coverage_json(const Coverage& c) {
  return {{"complete", c.complete},
          {"objects",
           {{"seen", c.seen},
            {"files", c.files},
            {"members", c.members},
            {"scanned", c.scanned},
            {"partial", c.partial},
            {"gap", c.gap}}},
          {"bytes", {{"read", c.bytes_read}, {"content", c.bytes_content}}}};
}

void object_json(const StoredObject& object, JsonWriter& out) {
  const ObjectRow& row = object.row;
  out.begin_object()
      .field("location", row.location)
      .field("display", row.display)
      .field("kind", to_string(row.kind))
      .field("bytes", row.bytes)
      .field("content_bytes", row.content_bytes)
      .field("state", to_string(row.state))
      .field("format", row.format)
      .field("reader", row.reader);
  out.key("encodings").begin_array();
  for (const std::string& encoding : row.encodings) out.value(encoding);
  out.end_array().field("mtime", row.mtime).field("owner", row.owner);
  out.field("mode", row.mode ? std::optional<std::string>(octal(*row.mode)) : std::nullopt)
      .field("same_as", row.same_as)
      .field("copy_of", object.copy_of);
  if (row.password_line) out.field("password_line", *row.password_line);
  out.end_object();
}

// The object stays open for what a list of accepted rows adds.
void row_json(const JoinedRow& row, const Rule& rule, JsonWriter& out) {
  const auto of = [&](Confidence c) { return row.by_confidence[static_cast<size_t>(c)]; };
  out.begin_object()
      .field("location", row.location)
      .field("field", row.field)
      .field("rule", rule.id)
      .field("matches", row.value.count)
      .field("distinct", row.value.sketch.distinct())
      .field("distinct_exact", row.value.sketch.exact())
      .field("confidence", to_string(row.confidence));
  out.key("by_confidence")
      .begin_object()
      .field("confirmed", of(Confidence::confirmed))
      .field("likely", of(Confidence::likely))
      .field("possible", of(Confidence::possible))
      .end_object();
  out.key("by_state").begin_object();
  for (const auto& [state, matches] : row.by_state) out.field(to_string(state), matches);
  out.end_object()
      .field("column_noise", row.column_noise)
      .field("rejected", row.rejected)
      .key("samples")
      .begin_array();
  for (const Sample& sample : row.value.samples) out.value(sample.masked);
  out.end_array();
}

// Millionths: a number that is written alike everywhere.
uint64_t millionths(double share) { return static_cast<uint64_t>(std::llround(share * 1e6)); }

// The object stays open.
void people_json(const PeopleFigures& figures, JsonWriter& out) {
  out.field("at_least", figures.people.at_least)
      .field("at_most", figures.people.at_most)
      .field("exact", figures.people.exact)
      .field("error_ppm", millionths(figures.people.error))
      .field("under_14", figures.under_14)
      .field("under_18", figures.under_18)
      .field("foreigners", figures.foreigners)
      .field("names_only", figures.records.names_only)
      .field("maybe_minor_records", figures.records.maybe_minor)
      .field("records", figures.records.records)
      .field("linked_records", figures.records.linked);
}

void table_json(const TableFigures& table, JsonWriter& out) {
  out.begin_object().field("location", table.location).field("table", table.table);
  out.field("level", uint64_t{table.level});
  people_json(table.figures, out);
  out.key("years").begin_array();
  for (const auto& [field, rows] : table.years) {
    out.begin_object().field("field", field);
    out.field("earliest", rows.begin()->first).field("latest", rows.rbegin()->first);
    out.key("records").begin_object();
    for (const auto& [year, records] : rows) out.field(std::to_string(year), records);
    out.end_object().end_object();
  }
  out.end_array().end_object();
}

void gap_json(const GapRow& gap, JsonWriter& out) {
  out.begin_object()
      .field("location", gap.location)
      .field("reason", to_string(gap.reason))
      .field("offset", gap.offset)
      .field("detail", gap.detail.empty() ? std::nullopt : std::optional(gap.detail))
      .end_object();
}

// Only where a list of accepted rows was given: without one the report is the same as ever.
void accepted_json(const JoinedRow& row, JsonWriter& out) {
  out.key("accepted");
  if (row.accepted == nullptr) {
    out.null();
    return;
  }
  const Acceptance& a = *row.accepted;
  out.begin_object().field("reason", a.reason).field("by", a.by);
  out.field("until", a.until.empty() ? std::nullopt : std::optional(a.until)).end_object();
}

Json acceptance_json(const ReportContext& context, const AcceptanceCounts& counts) {
  return {{"entries", context.accepted->size()},
          {"expired", context.accepted->expired(context.inventory.run().result.reference_date)},
          {"rows", counts.rows},
          {"matches", counts.matches},
          {"lapsed", counts.lapsed}};
}

bool is_counted(ObjectKind kind) { return kind == ObjectKind::file || kind == ObjectKind::member; }

class JsonReporter final : public Reporter {
 public:
  std::string_view format() const override { return "json"; }
  Status report(const ReportContext& context, Output& out) const override {
    const InventoryReader& inventory = context.inventory;
    JsonWriter writer;
    out.write("{\"schema\":\"qingce/inventory/1\",\n\"run\":" +
              dump(run_json(inventory.run().result)));
    out.write(",\n\"coverage\":" + dump(coverage_json(inventory.coverage())));
    const Result<PeopleFigures> people = people_of(context);
    if (!people) return people.error();
    writer.begin_object();
    people_json(*people, writer);
    writer.end_object();
    out.write(",\n\"people\":" + std::string(writer.text()) + ",\n\"objects\":[");
    writer.clear();
    JsonLines objects(out);
    Status status = inventory.objects([&](const StoredObject& object) {
      if (!is_counted(object.row.kind) && !object.referenced) return true;
      object_json(object, writer);
      objects.add_text(writer.text());
      writer.clear();
      return true;
    });
    if (!status) return status;
    out.write("\n],\n\"rows\":[");
    JsonLines rows(out);
    AcceptanceCounts accepted;
    status = visit_joined_rows(context, [&](const JoinedRow& row) {
      row_json(row, context.rules.at(row.rule), writer);
      if (context.accepted != nullptr) accepted_json(row, writer);
      writer.end_object();
      accepted.add(row);
      rows.add_text(writer.text());
      writer.clear();
      return true;
    });
    if (!status) return status;
    out.write("\n],\n\"tables\":[");
    JsonLines tables(out);
    status = visit_tables(context, [&](const TableFigures& table) {
      table_json(table, writer);
      tables.add_text(writer.text());
      writer.clear();
      return true;
    });
    if (!status) return status;
    out.write("\n],\n\"gaps\":[");
    JsonLines gaps(out);
    status = inventory.gaps([&](const GapRow& gap) {
      gap_json(gap, writer);
      gaps.add_text(writer.text());
      writer.clear();
      return true;
    });
    if (!status) return status;
    out.write("\n]");
    if (context.accepted != nullptr) {
      out.write(",\n\"accepted\":" + dump(acceptance_json(context, accepted)));
    }
    out.write("}\n");
    return {};
  }
};

}  // namespace

const Reporter& json_reporter() {
  static const JsonReporter reporter;
  return reporter;
}

}  // namespace qingce
