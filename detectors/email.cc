#include "detectors/email.h"

#include <algorithm>
#include <array>
#include <cstdint>
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

// Where the extensions that begin with a letter stand.
constexpr std::array<uint8_t, 27> make_extension_index() {
  std::array<uint8_t, 27> out{};
  for (size_t letter = 0; letter < 27; ++letter) {
    uint8_t at = 0;
    while (at < std::size(kExtensions) && kExtensions[at][0] < static_cast<char>('a' + letter))
      ++at;
    out[letter] = at;
  }
  return out;
}
constexpr std::array<uint8_t, 27> kExtensionIndex = make_extension_index();
static_assert(std::size(kExtensions) < 256);

bool is_extension(std::string_view lower) {
  const auto letter = static_cast<size_t>(lower[0] - 'a');
  const auto* const from = std::begin(kExtensions) + kExtensionIndex[letter];
  const auto* const to = std::begin(kExtensions) + kExtensionIndex[letter + 1];
  return std::find(from, to, lower) != to;
}

bool same_letters(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return to_lower(a) == b; });
}

// Bits of what a character may be in.
enum Part : uint8_t { kAtom = 1, kLabel = 2, kLetter = 4 };
constexpr std::array<uint8_t, 256> make_parts() {
  std::array<uint8_t, 256> out{};
  for (unsigned b = 0; b < 0x80; ++b) {
    const unsigned lower = b | 0x20;
    if (lower >= 'a' && lower <= 'z' && b >= 'A') out[b] = kAtom | kLabel | kLetter;
    if (b >= '0' && b <= '9') out[b] = kAtom | kLabel;
  }
  for (const char c : std::string_view("!#$%&'*+-/=?^_`{|}~")) {
    out[static_cast<unsigned char>(c)] = kAtom;
  }
  out['-'] = kAtom | kLabel;
  return out;
}
constexpr std::array<uint8_t, 256> kParts = make_parts();
bool is_part(char c, Part part) { return (kParts[static_cast<unsigned char>(c)] & part) != 0; }

bool is_local(std::string_view local) {
  if (local.empty() || local.size() > kLongestLocal || local.front() == '.' || local.back() == '.')
    return false;
  char last = 0;
  for (const char c : local) {
    if (!is_part(c, kAtom) && (c != '.' || last == '.')) return false;
    last = c;
  }
  return true;
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kLongestLabel || label.front() == '-' || label.back() == '-')
    return false;
  return std::all_of(label.begin(), label.end(), [](char c) { return is_part(c, kLabel); });
}

bool is_top_label(std::string_view label) {
  if (same_letters(label.substr(0, 4), "xn--")) return label.size() > 4;
  if (label.size() < kShortestTld || label.size() > kLongestTld ||
      !std::all_of(label.begin(), label.end(), [](char c) { return is_part(c, kLetter); })) {
    return false;
  }
  std::array<char, kLongestTld> name;
  std::transform(label.begin(), label.end(), name.begin(), to_lower);
  return !is_extension(std::string_view(name.data(), label.size()));
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
  if (domain.size() < parent.size()) return false;
  const size_t before = domain.size() - parent.size();
  return same_letters(domain.substr(before), parent) && (before == 0 || domain[before - 1] == '.');
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
  if (same_letters(parts.local, "git")) return true;
  const bool vendor =
      std::any_of(std::begin(kVendors), std::end(kVendors),
                  [&](std::string_view name) { return same_letters(parts.domain, name); });
  return vendor && parts.local.find('-') != std::string_view::npos;
}

bool is_reserved_domain(std::string_view domain) {
  constexpr std::string_view kReserved[] = {"example.com", "example.net", "example.org", "example",
                                            "test",        "invalid",     "localhost"};
  return std::any_of(std::begin(kReserved), std::end(kReserved),
                     [&](std::string_view reserved) { return is_or_below(domain, reserved); });
}

void email_form(std::string_view text, std::string& out) {
  out.assign(text);
  const size_t at = out.find('@');
  if (at == std::string::npos) return;
  std::transform(out.begin() + static_cast<std::ptrdiff_t>(at), out.end(),
                 out.begin() + static_cast<std::ptrdiff_t>(at), to_lower);
}

}  // namespace qingce
