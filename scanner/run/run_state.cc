#include "scanner/run/run_state.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "scanner/core/message.h"

namespace qingce {
namespace {

constexpr size_t kMessage = 4096;  // bytes; a message names a path of at most PATH_MAX

// Two places and which of them is meant: a worker writes the other one and then turns the switch,
// so that a crash of another worker in between leaves a whole place.
struct alignas(64) Slot {
  struct Entry {
    OpenPlace place;
    bool open = false;
  };
  Entry entries[2];
  std::atomic<uint32_t> current{0};
};

}  // namespace

// Followed by the slots, and aligned as they are.
struct alignas(Slot) RunState::Page {
  std::atomic<int> stop{0};
  std::atomic<RunOutcome> outcome{RunOutcome::none};
  std::atomic<RunCause> cause{RunCause::unknown};
  ErrorCode code = ErrorCode::internal;
  int sys = 0;
  char message[kMessage] = {};
  Slot* slots() { return reinterpret_cast<Slot*>(this + 1); }
  static size_t bytes(unsigned workers) { return sizeof(Page) + workers * sizeof(Slot); }
};

static_assert(std::atomic<int>::is_always_lock_free);

std::unique_ptr<RunState> RunState::create(unsigned workers) {
  void* memory = ::mmap(nullptr, Page::bytes(workers), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  auto* page = new (memory) Page;
  for (unsigned i = 0; i < workers; ++i) new (page->slots() + i) Slot;
  return std::unique_ptr<RunState>(new RunState(page, workers));
}

RunState::~RunState() { ::munmap(page_, Page::bytes(workers_)); }

void RunState::publish(unsigned worker, const OpenPlace& place) {
  Slot& slot = page_->slots()[worker];
  const uint32_t other = 1 - slot.current.load(std::memory_order_relaxed);
  slot.entries[other] = {place, true};
  slot.current.store(other, std::memory_order_release);
}

void RunState::publish_none(unsigned worker) {
  Slot& slot = page_->slots()[worker];
  const uint32_t other = 1 - slot.current.load(std::memory_order_relaxed);
  slot.entries[other].open = false;
  slot.current.store(other, std::memory_order_release);
}

void RunState::end(RunOutcome outcome) { page_->outcome = outcome; }

void RunState::end(const Error& error) {
  page_->code = error.code;
  page_->sys = error.sys;
  // With its catalogue entry, so that the other process can say it in the operator's language.
  std::string packed = pack(error.text == nullptr ? Phrase(error.message) : *error.text);
  if (packed.size() >= kMessage) packed = pack(Phrase(error.message.substr(0, kMessage / 2)));
  const size_t length = packed.size();
  std::memcpy(page_->message, packed.data(), length);
  page_->message[length] = 0;
  page_->outcome = RunOutcome::failed;
}

void RunState::set_cause(RunCause cause) { page_->cause = cause; }

void RunState::reset() {
  page_->outcome = RunOutcome::none;
  page_->cause = RunCause::unknown;
  for (unsigned i = 0; i < workers_; ++i) publish_none(i);
}

std::vector<OpenPlace> RunState::open_places() const {
  std::vector<OpenPlace> open;
  for (unsigned i = 0; i < workers_; ++i) {
    const Slot& slot = page_->slots()[i];
    const Slot::Entry& entry = slot.entries[slot.current.load(std::memory_order_acquire)];
    if (entry.open) open.push_back(entry.place);
  }
  return open;
}

RunOutcome RunState::outcome() const { return page_->outcome; }
RunCause RunState::cause() const { return page_->cause; }
Error RunState::error() const {
  const Phrase text = unpack(page_->message);
  Error error{page_->code, say(text, Language::en), page_->sys};
  if (!text.id.empty()) error.text = std::make_shared<const Phrase>(text);
  return error;
}

void RunState::ask_to_stop(int signal) {
  int none = 0;
  page_->stop.compare_exchange_strong(none, signal);
}
int RunState::stop_signal() const { return page_->stop; }

}  // namespace qingce
