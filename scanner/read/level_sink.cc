// What a reader pushes: members, counted and numbered, each read in full before the call returns.
#include <algorithm>

#include "scanner/read/encoding.h"
#include "scanner/read/registry_impl.h"

namespace qingce {

bool ObjectReader::Impl::LevelSink::child(ChildInfo info, ByteSource* content) {
  begin_output();
  if (f_.list_stopped || f_.cut_above()) return false;
  const Limits& limits = r_.options.limits;
  if (r_.members >= limits.members) {
    f_.list_stopped = true;
    r_.gap(f_, {GapReason::limit_members, std::nullopt, {}});
    return false;
  }
  ++r_.members;
  const bool long_name = info.raw_name.size() > limits.name_bytes;
  if (long_name) info.raw_name.resize(limits.name_bytes);
  const uint32_t repeat = r_.repeat_of(f_, info.raw_name);
  Frame member(f_.facts.location.member(info.raw_name, f_.next_ordinal++, repeat),
               ObjectKind::member, &f_);
  switch (r_.out->interest(member.facts.location)) {
    case ObjectSink::Interest::read:
      break;
    case ObjectSink::Interest::pass:
      return true;
    case ObjectSink::Interest::stop:
      f_.list_stopped = true;
      return false;
  }
  member.facts.mtime = info.mtime;
  member.facts.mode = info.mode;
  member.facts.owner_raw = std::move(info.owner);
  member.facts.same_as_raw = std::move(info.same_as);
  r_.open(member, info.raw_name, info.declared_charset == "UTF-8");
  if (long_name) r_.gap(member, {GapReason::limit_size, std::nullopt, "name"});
  child_ = &member;
  if (member.refused) {
    // Said when it was opened.
  } else if (info.unread || content == nullptr) {
    r_.gap(member, info.unread.value_or(GapNote{GapReason::reader_failed, std::nullopt, {}}));
  } else {
    Content inner = r_.prepare(member, *content);
    r_.read_content(member, inner, depth_ + 1, nullptr, false);
    member.facts.bytes = std::max(member.facts.bytes, member.in);
  }
  child_ = nullptr;
  r_.close(member);
  if (r_.out->ends_list()) {
    f_.list_stopped = true;
    r_.gap(f_, {GapReason::reader_failed, std::nullopt, {}});
    return false;
  }
  if (!f_.cut_above()) return true;
  // The list ends here, for this container and, as the calls return, for those above it up to the
  // one that burst.
  f_.list_stopped = true;
  r_.gap(f_, {GapReason::limit_ratio, std::nullopt, {}});
  return false;
}

}  // namespace qingce
