#include "scanner/run/supervisor.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <system_error>
#include <utility>

#include "scanner/core/message.h"
#include "scanner/io/spool.h"
#include "scanner/run/explain_log.h"
#include "scanner/run/owner_names.h"
#include "scanner/run/pipeline.h"
#include "scanner/run/preparation.h"
#include "scanner/run/run_state.h"
#include "scanner/run/sandbox.h"

namespace qingce {
namespace {

// Crashes in a row that neither name a new culprit nor let a suspect pass: then something is wrong
// that no object explains.
constexpr unsigned kIdleCrashes = 4;

constexpr std::array<int, 3> kStopSignals = {SIGINT, SIGTERM, SIGHUP};

// ---- signals

// What a handler needs. Set before the handlers are, by the one thread there is.
RunState* signal_state = nullptr;
volatile sig_atomic_t signal_child = 0;

void on_stop_signal(int signal) {
  if (signal_state->stop_signal() != 0) {
    // A second one: at once. What was committed can be read and resumed.
    if (signal_child > 0) ::kill(signal_child, SIGKILL);
    ::_exit(128 + signal);
  }
  signal_state->ask_to_stop(signal);
}

// Installs the handlers for its lifetime. What the caller ignores (nohup) stays ignored.
class StopSignals {
 public:
  explicit StopSignals(RunState& state) {
    signal_state = &state;
    for (size_t i = 0; i < kStopSignals.size(); ++i) {
      struct sigaction action {};
      action.sa_handler = on_stop_signal;  // no SA_RESTART: waiting ends
      sigemptyset(&action.sa_mask);
      for (const int other : kStopSignals) sigaddset(&action.sa_mask, other);
      ::sigaction(kStopSignals[i], nullptr, &before_[i]);
      if (before_[i].sa_handler != SIG_IGN) ::sigaction(kStopSignals[i], &action, nullptr);
    }
  }
  ~StopSignals() {
    for (size_t i = 0; i < kStopSignals.size(); ++i) {
      ::sigaction(kStopSignals[i], &before_[i], nullptr);
    }
    signal_state = nullptr;
  }
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  std::array<struct sigaction, kStopSignals.size()> before_{};
};

// ---- the process that scans

RunState* terminate_state = nullptr;

// An exception that no module turned into an error: memory has run out, or a defect. The supervisor
// decides what it means.
[[noreturn]] void tell_supervisor() {
  try {
    if (std::current_exception()) std::rethrow_exception(std::current_exception());
  } catch (const std::bad_alloc&) {
    terminate_state->set_cause(RunCause::memory);
    ::raise(SIGKILL);  // as the kernel would have ended it
  } catch (const std::system_error&) {
    terminate_state->set_cause(RunCause::threads);
  } catch (...) {
  }
  std::abort();
}

// Ours ends with _exit() alone. A library that calls exit() (libarchive, where a small allocation
// fails) means a crash, and it has an object to blame.
void on_exit_of_a_library() { std::abort(); }

// One start of the scanning process.
struct Pass {
  std::vector<Digest128> only;  // empty: everything
  bool resumed = false;
};

class Child {
 public:
  Child(Preparation& prepared, const Key& key, const ProgressFn& progress, RunState& state,
        OwnerDesk* desk, ExplainLog& explain, const std::vector<OpenPlace>& refused)
      : p_(prepared),
        key_(key),
        progress_(progress),
        state_(state),
        desk_(desk),
        explain_(explain),
        refused_(refused) {}

  [[noreturn]] void run(const Pass& pass) {
    terminate_state = &state_;
    std::set_terminate(tell_supervisor);
    static_cast<void>(std::atexit(on_exit_of_a_library));
    if (Status s = scan(pass); !s.ok()) {
      state_.end(s.error());
    } else {
      state_.end(RunOutcome::done);
    }
    ::_exit(0);
  }

 private:
  Writable writable() const {
    Writable w;
    w.files = InventoryWriter::files(p_.options.inventory);
    w.directories = {spool_directory(SpoolOptions{p_.options.spool_directory})};
    return w;
  }

  Status scan(const Pass& pass) {
    for (std::string& guard : confine(writable())) p_.facts.guards.push_back(std::move(guard));
    Result<std::unique_ptr<InventoryWriter>> writer = InventoryWriter::resume(p_.options.inventory);
    if (!writer.ok()) return writer.error();
    Watch watch;
    watch.state = &state_;
    watch.refused = &refused_;
    watch.only = pass.only.empty() ? nullptr : &pass.only;
    if (desk_ != nullptr) watch.owners = [this](uint32_t uid) { return desk_->ask(uid); };
    watch.stopped = [this] { return state_.stop_signal() != 0; };
    // The threads may be deep in a file of hours: they end with the process.
    watch.stop = [this](const Status& committed) {
      committed.ok() ? state_.end(RunOutcome::stopped) : state_.end(committed.error());
      ::_exit(0);
    };
    std::unique_ptr<DoneItems> done;
    if (pass.resumed) {
      Result<std::unique_ptr<DoneItems>> opened = DoneItems::open(p_.options.inventory);
      if (!opened.ok()) return opened.error();
      done = std::move(*opened);
      watch.done = done.get();
    }
    const PipelineSetup setup{p_.options, p_.engine, key_, progress_, explain_, watch};
    if (Status s = run_pipeline(setup, **writer, p_.facts); !s.ok()) return s;
    if (Status s = explain_.flush(); !s.ok()) return s;
    if (pass.only.empty()) {
      p_.facts.finished = utc_now();
      if (Status s = (*writer)->complete(p_.facts); !s.ok()) return s;
    }
    return (*writer)->leave();
  }

  Preparation& p_;
  const Key& key_;
  const ProgressFn& progress_;
  RunState& state_;
  OwnerDesk* desk_;
  ExplainLog& explain_;
  const std::vector<OpenPlace>& refused_;
};

// ---- the supervisor

// What crashes have taught so far.
class Suspects {
 public:
  const std::vector<OpenPlace>& refused() const { return refused_; }

  // After a crash of a pass over everything: who may have been it. Those that cannot be tried again
  // are refused at once.
  std::vector<Digest128> to_try(const std::vector<OpenPlace>& open) {
    std::vector<Digest128> items;
    for (const OpenPlace& place : open) {
      if (place.stream) {
        refuse({place.item, 0, 0, true});
      } else {
        items.push_back(place.item);
      }
    }
    return items;
  }

  // After a crash of one worker alone: this it was. False: it is refused already, and crashes all
  // the same.
  bool convict(OpenPlace place) {
    if (place.stream) place.object = place.next = 0;
    if (refuse(place)) return true;
    place.next = place.object + 1;  // not only what follows a member: the whole object
    if (refuse(place)) return true;
    place.object = place.next = 0;  // the whole item
    return refuse(place);
  }

 private:
  bool refuse(const OpenPlace& place) {
    if (std::find(refused_.begin(), refused_.end(), place) != refused_.end()) return false;
    refused_.push_back(place);
    return true;
  }
  std::vector<OpenPlace> refused_;
};

enum class Ended : uint8_t { outcome, crash, defect };

class Supervisor {
 public:
  Supervisor(Preparation& prepared, const Key& key, const ProgressFn& progress,
             const CrashFn& crashed, RunState& state, ExplainLog& explain)
      : p_(prepared),
        key_(key),
        progress_(progress),
        crashed_(crashed),
        state_(state),
        explain_(explain) {}

  // Until the inventory is complete, or a signal came (then Ok too).
  Status run() {
    Pass pass{{}, p_.options.resume};
    for (;;) {
      Result<Ended> ended = run_once(pass);
      if (!ended.ok()) return ended.error();
      if (*ended == Ended::defect) return make_error(ErrorCode::internal, "err.run.internal");
      if (*ended == Ended::outcome) {
        if (state_.outcome() == RunOutcome::failed) return state_.error();
        if (state_.outcome() == RunOutcome::stopped || pass.only.empty()) return {};
        pass.only.clear();  // the suspects have passed
        idle_ = 0;
        continue;
      }
      if (state_.stop_signal() != 0) return {};
      if (Status s = after_crash(pass); !s.ok()) return s;
      pass.resumed = true;
    }
  }

 private:
  Status after_crash(Pass& pass) {
    ++crashes_;
    if (state_.cause() == RunCause::threads) {
      return make_error(ErrorCode::io, "err.run.threads");
    }
    const std::vector<OpenPlace> open = state_.open_places();
    const size_t before = suspects_.refused().size();
    if (pass.only.empty()) {
      pass.only = suspects_.to_try(open);
      // Memory that is short for all of them may be enough for half.
      const unsigned jobs = pipeline_workers(p_.options, Watch{});
      if (short_of_memory_) p_.options.jobs = std::max(1u, jobs / 2);
    } else if (open.size() == 1 && suspects_.convict(open.front())) {
      idle_ = 0;
    }
    idle_ = suspects_.refused().size() > before ? 0 : idle_ + 1;
    if (idle_ > kIdleCrashes) {
      return short_of_memory_ ? make_error(ErrorCode::io, "err.run.memory", {}, ENOMEM)
                              : make_error(ErrorCode::internal, "err.run.crashes");
    }
    if (crashed_) crashed_({crashes_, suspects_.refused().size(), before});
    // Drops what was open, and gives the next process its side files.
    Result<std::unique_ptr<InventoryWriter>> writer = InventoryWriter::resume(p_.options.inventory);
    return writer.ok() ? (*writer)->leave() : writer.error();
  }

  Result<Ended> run_once(const Pass& pass) {
    state_.reset();
    const std::unique_ptr<OwnerDesk> desk = OwnerDesk::open();
    if (desk == nullptr) return make_error(ErrorCode::io, "err.run.files", {}, errno);
    std::fflush(nullptr);  // what is buffered is written by one of the two
    sigset_t stops;
    sigset_t before;
    sigemptyset(&stops);
    for (const int signal : kStopSignals) sigaddset(&stops, signal);
    ::sigprocmask(SIG_BLOCK, &stops, &before);
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child == 0) {
      // The supervisor alone is asked to stop; it tells through the shared page.
      for (const int signal : kStopSignals) ::signal(signal, SIG_IGN);
      ::sigprocmask(SIG_SETMASK, &before, nullptr);
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) ::_exit(1);
      desk->keep_asking_side();
      Child(p_, key_, progress_, state_, desk.get(), explain_, suspects_.refused()).run(pass);
    }
    signal_child = child;
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    if (child < 0) return make_error(ErrorCode::io, "err.run.process", {}, errno);
    desk->keep_answering_side();
    desk->serve();
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    signal_child = 0;
    return end_of(status);
  }

  Ended end_of(int status) {
    if (state_.outcome() != RunOutcome::none) return Ended::outcome;
    // A sanitizer ends the process with a code of its own: nothing to go on from.
    if (!WIFSIGNALED(status)) return Ended::defect;
    short_of_memory_ = WTERMSIG(status) == SIGKILL;
    return Ended::crash;
  }

  Preparation& p_;
  const Key& key_;
  const ProgressFn& progress_;
  const CrashFn& crashed_;
  RunState& state_;
  ExplainLog& explain_;
  Suspects suspects_;
  unsigned crashes_ = 0;
  unsigned idle_ = 0;
  bool short_of_memory_ = false;
};

}  // namespace

Result<ScanResult> supervised_scan(const ScanOptions& options, std::shared_ptr<const RuleSet> rules,
                                   const Key& key, const ProgressFn& progress,
                                   const CrashFn& crashed) {
  if (Status s = check_scan(options); !s.ok()) return s.error();
  Result<Preparation> prepared = prepare_scan(options, std::move(rules), key);
  if (!prepared.ok()) return prepared.error();
  Preparation& p = *prepared;
  if (p.complete) {  // perhaps its last step, the folding of the log, failed
    if (Status s = InventoryWriter::fold(p.options.inventory); !s.ok()) return s.error();
    return scan_result(p.options.inventory);
  }
  ExplainLog explain(p.options.explain_file);
  if (!explain.ok()) return explain_error();
  const std::unique_ptr<RunState> state = RunState::create(pipeline_workers(p.options, Watch{}));
  if (state == nullptr) return make_error(ErrorCode::io, "err.run.memory", {}, ENOMEM);
  const StopSignals signals(*state);

  p.facts.guards = {"supervisor"};
  for (std::string& guard : deny_exec_and_network()) p.facts.guards.push_back(std::move(guard));
  {
    Result<std::unique_ptr<InventoryWriter>> writer = open_writer(p);
    if (!writer.ok()) return writer.error();
    if (Status s = (*writer)->leave(); !s.ok()) return s.error();
  }
  add_own_files(p.options);
  const Status run = Supervisor(p, key, progress, crashed, *state, explain).run();
  // Also after a failure: what is there becomes one readable file, if that can be done.
  const Status folded = InventoryWriter::fold(p.options.inventory);
  if (!run.ok()) return run.error();
  if (!folded.ok()) return folded.error();
  if (Status s = explain.finish(); !s.ok()) return s.error();
  Result<ScanResult> result = scan_result(p.options.inventory);
  if (result.ok() && !result->coverage.complete) result->signal = state->stop_signal();
  return result;
}

std::vector<std::string> scan_guards() { return available_guards(); }

}  // namespace qingce
