#include "scanner/match/hs_database.h"

#include <hs.h>

#include <string_view>
#include <utility>

namespace qingce {
namespace {

unsigned flags_of(const HsPattern& pattern) {
  return pattern.caseless ? static_cast<unsigned>(HS_FLAG_CASELESS) : 0u;
}

// Hyperscan tells the place only in prose ("... at index 12."); the prose itself is not passed on.
std::optional<size_t> position_in(const char* message) {
  if (message == nullptr) return std::nullopt;
  const std::string_view text(message);
  constexpr std::string_view kMark = "at index ";
  const size_t at = text.find(kMark);
  if (at == std::string_view::npos) return std::nullopt;
  size_t value = 0;
  bool any = false;
  for (size_t i = at + kMark.size(); i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
    if (value > 100'000'000) return std::nullopt;
    value = value * 10 + static_cast<size_t>(text[i] - '0');
    any = true;
  }
  return any ? std::optional<size_t>(value) : std::nullopt;
}

void refuse(hs_compile_error_t* error, HsRefusal* refusal) {
  if (error == nullptr) return;
  refusal->pattern = error->expression >= 0 ? static_cast<size_t>(error->expression) : 0;
  refusal->position = position_in(error->message);
  hs_free_compile_error(error);
}

struct Relay {
  HsDatabase::OnMatch on_match;
  void* context;
};

int relay(unsigned id, unsigned long long /*from*/, unsigned long long to, unsigned /*flags*/,
          void* context) {
  const auto* r = static_cast<const Relay*>(context);
  r->on_match(r->context, id, static_cast<size_t>(to));
  return 0;
}

}  // namespace

std::optional<HsWidth> hs_width(const HsPattern& pattern, HsRefusal* refusal) {
  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_expression_info(pattern.expression.c_str(), flags_of(pattern), &info, &error) !=
      HS_SUCCESS) {
    refuse(error, refusal);
    return std::nullopt;
  }
  HsWidth width{info->min_width, info->max_width == 0xFFFFFFFFu
                                     ? std::nullopt
                                     : std::optional<size_t>(info->max_width)};
  free(info);  // Hyperscan's default allocator is malloc, and no other one is set
  return width;
}

std::unique_ptr<HsDatabase> HsDatabase::compile(const std::vector<HsPattern>& patterns,
                                                HsRefusal* refusal) {
  std::unique_ptr<HsDatabase> out(new HsDatabase());
  if (patterns.empty()) return out;
  std::vector<const char*> expressions;
  std::vector<unsigned> flags;
  std::vector<unsigned> ids;
  for (const HsPattern& pattern : patterns) {
    expressions.push_back(pattern.expression.c_str());
    flags.push_back(flags_of(pattern));
    ids.push_back(pattern.id);
  }
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(expressions.data(), flags.data(), ids.data(),
                       static_cast<unsigned>(patterns.size()), HS_MODE_BLOCK, nullptr,
                       &out->database_, &error) != HS_SUCCESS) {
    refuse(error, refusal);
    return nullptr;
  }
  return out;
}

HsDatabase::~HsDatabase() {
  if (database_ != nullptr) hs_free_database(database_);
}

bool HsDatabase::scan(const unsigned char* data, size_t size, HsScratch& scratch, OnMatch on_match,
                      void* context) const {
  if (database_ == nullptr || size == 0) return true;
  Relay r{on_match, context};
  return hs_scan(database_, reinterpret_cast<const char*>(data), static_cast<unsigned>(size), 0,
                 scratch.scratch_, relay, &r) == HS_SUCCESS;
}

HsScratch::~HsScratch() {
  if (scratch_ != nullptr) hs_free_scratch(scratch_);
}

HsScratch::HsScratch(HsScratch&& other) noexcept
    : scratch_(std::exchange(other.scratch_, nullptr)) {}

HsScratch& HsScratch::operator=(HsScratch&& other) noexcept {
  std::swap(scratch_, other.scratch_);
  return *this;
}

bool HsScratch::grow(const HsDatabase& database) {
  return database.empty() || hs_alloc_scratch(database.database_, &scratch_) == HS_SUCCESS;
}

HsScratch HsScratch::clone() const {
  HsScratch out;
  if (scratch_ != nullptr && hs_clone_scratch(scratch_, &out.scratch_) != HS_SUCCESS) {
    out.scratch_ = nullptr;
  }
  return out;
}

std::string hs_literal(std::string_view bytes) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(bytes.size() * 4);
  for (const char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    out += "\\x";
    out.push_back(kHex[b >> 4]);
    out.push_back(kHex[b & 15]);
  }
  return out;
}

}  // namespace qingce
