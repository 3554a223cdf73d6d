#include "detectors/email.h"

#include <algorithm>
#include <iterator>

#include "detectors/normalize.h"

namespace qingce {
namespace {

constexpr size_t kLongestLocal = 64;
constexpr size_t kLongestDomain = 253;
constexpr size_t kLongestLabel = 63;
constexpr size_t kShortestTld = 2;
constexpr size_t kLongestTld = 24;

// Extensions and kinds of systemd units that stand where a top-level domain would. None of them is
// one, but for a brand (target). Sorted.
constexpr std::string_view kExtensions[] = {
    "asp",  "aspx", "automount", "avi",    "bmp",  "bz2",     "conf",  "cpp",    "css",  "csv",
    "dat",  "deb",  "dll",       "doc",    "docx", "eot",     "exe",   "gif",    "gz",   "heic",
    "hpp",  "htm",  "html",      "ico",    "ini",  "ipa",     "jar",   "jpeg",   "jpg",  "js",
    "json", "jsp",  "jsx",       "less",   "lock", "log",     "mjs",   "mount",  "mp3",  "mp4",
    "otf",  "path", "pdf",       "php",    "png",  "ppt",     "pptx",  "psd",    "py3",  "rar",
    "rb",   "rpm",  "sass",      "scope",  "scss", "service", "slice", "socket", "sql",  "svg",
    "swap", "swf",  "tar",       "target", "tgz",  "tif",     "tiff",  "timer",  "toml", "ts",
    "tsx",  "ttf",  "txt",       "vue",    "wav",  "webp",    "woff",  "woff2",  "xls",  "xlsx",
    "xml",  "yaml", "yml",
};
static_assert(std::is_sorted(std::begin(kExtensions), std::end(kExtensions)));

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), to_lower);
  return out;
}

bool is_atom(char c) {
  return is_digit(c) || is_letter(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_local(std::string_view local) {
  if (local.empty() || local.size() > kLongestLocal || local.front() == '.' || local.back() == '.')
    return false;
  char last = 0;
  for (const char c : local) {
    if (!is_atom(c) && (c != '.' || last == '.')) return false;
    last = c;
  }
  return true;
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kLongestLabel || label.front() == '-' || label.back() == '-')
    return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return is_digit(c) || is_letter(c) || c == '-'; });
}

bool is_top_label(std::string_view label) {
  const std::string name = lower(label);
  if (name.starts_with("xn--")) return name.size() > 4;
  return label.size() >= kShortestTld && label.size() <= kLongestTld &&
         std::all_of(label.begin(), label.end(), is_letter) &&
         !std::binary_search(std::begin(kExtensions), std::end(kExtensions),
                             std::string_view(name));
}

// "2x" of logo@2x.…: image densities, one digit.
bool is_density(std::string_view label) {
  return label.size() == 2 && is_digit(label[0]) && to_lower(label[1]) == 'x';
}

bool is_domain(std::string_view domain) {
  if (domain.size() > kLongestDomain) return false;
  size_t labels = 0;
  std::string_view rest = domain;
  std::string_view label;
  for (;;) {
    const size_t dot = rest.find('.');
    label = rest.substr(0, dot);
    if (!is_label(label)) return false;
    ++labels;
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return labels >= 2 && is_top_label(label) &&
         !(labels == 2 && is_density(domain.substr(0, domain.find('.'))));
}

bool is_or_below(std::string_view domain, std::string_view parent) {
  return domain == parent || (domain.size() > parent.size() && domain.ends_with(parent) &&
                              domain[domain.size() - parent.size() - 1] == '.');
}

}  // namespace

std::optional<EmailParts> split_email(std::string_view text) {
  const size_t at = text.find('@');
  if (at == std::string_view::npos) return std::nullopt;
  const EmailParts parts{text.substr(0, at), text.substr(at + 1)};
  if (!is_local(parts.local) || !is_domain(parts.domain)) return std::nullopt;
  return parts;
}

bool is_service_address(const EmailParts& parts) {
  constexpr std::string_view kVendors[] = {"openssh.com", "libssh.org", "lysator.liu.se"};
  const std::string name = lower(parts.domain);
  if (lower(parts.local) == "git") return true;
  const bool vendor =
      std::find(std::begin(kVendors), std::end(kVendors), name) != std::end(kVendors);
  return vendor && parts.local.find('-') != std::string_view::npos;
}

bool is_reserved_domain(std::string_view domain) {
  constexpr std::string_view kReserved[] = {"example.com", "example.net", "example.org", "example",
                                            "test",        "invalid",     "localhost"};
  const std::string name = lower(domain);
  return std::any_of(std::begin(kReserved), std::end(kReserved),
                     [&](std::string_view reserved) { return is_or_below(name, reserved); });
}

void email_form(std::string_view text, std::string& out) {
  out.assign(text);
  const size_t at = out.find('@');
  if (at == std::string::npos) return;
  std::transform(out.begin() + static_cast<std::ptrdiff_t>(at), out.end(),
                 out.begin() + static_cast<std::ptrdiff_t>(at), to_lower);
}

}  // namespace qingce
