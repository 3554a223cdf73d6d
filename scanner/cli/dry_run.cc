#include "scanner/cli/dry_run.h"

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

namespace qingce {
namespace {

std::string right(const std::string& text, size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string row(const SurveyCount& count, const std::string& what) {
  return right(std::to_string(count.files), 10) + right(size_text(count.bytes), 14) + "  " + what +
         "\n";
}

std::string time_text(double seconds, const Console& console) {
  const auto whole = static_cast<uint64_t>(seconds + 0.5);
  if (whole < 1) return console.say("cli.dry-instant");
  if (whole < 120) return console.say("cli.dry-seconds", {std::to_string(whole)});
  return console.say("cli.dry-minutes", {std::to_string((whole + 30) / 60)});
}

}  // namespace

std::string size_text(uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(kUnits); ++unit) value /= 1024;
  char text[40];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text;
}

std::string survey_text(const Survey& survey, const Console& console) {
  std::string out = console.say("cli.dry-title") + "\n\n" + console.say("cli.dry-formats") + "\n";
  // The biggest first; equal ones by name, as the map has them.
  std::vector<std::pair<std::string, SurveyCount>> formats(survey.formats.begin(),
                                                           survey.formats.end());
  std::stable_sort(formats.begin(), formats.end(),
                   [](const auto& a, const auto& b) { return a.second.bytes > b.second.bytes; });
  for (const auto& [format, count] : formats) out += row(count, format);
  out += row(survey.all, console.say("cli.dry-all"));
  if (!survey.gaps.empty()) {
    out += "\n" + console.say("cli.dry-gaps") + "\n";
    for (const auto& [why, count] : survey.gaps) {
      std::string what(to_string(why.first));
      if (!why.second.empty()) what += " " + why.second;
      out += row(count, what);
    }
  }
  out += "\n" + console.say("cli.dry-estimate",
                            {time_text(survey.seconds, console), std::to_string(survey.workers)});
  return out + "\n" + console.say("cli.dry-unseen") + "\n";
}

}  // namespace qingce
