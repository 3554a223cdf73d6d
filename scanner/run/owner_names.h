// OwnerNames: uid -> account name, asked once per uid. One per worker.
//
// OwnerDesk: who is asked where the scanning process may not ask itself: account databases can be
// behind a socket, and it has none. The supervisor answers over a pair of pipes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace qingce {

// The account's name in this machine's databases, or the number where there is none.
std::string account_name(uint32_t uid);

class OwnerNames {
 public:
  using Ask = std::function<std::string(uint32_t uid)>;
  explicit OwnerNames(Ask ask = {}) : ask_(std::move(ask)) {}
  // The account's name, or the number where there is none.
  const std::string& name(uint32_t uid);

 private:
  Ask ask_;
  std::unordered_map<uint32_t, std::string> names_;
};

class OwnerDesk {
 public:
  // Null without descriptors.
  static std::unique_ptr<OwnerDesk> open();
  ~OwnerDesk();
  OwnerDesk(const OwnerDesk&) = delete;
  OwnerDesk& operator=(const OwnerDesk&) = delete;
  // After the fork, each side keeps its ends.
  void keep_asking_side();
  void keep_answering_side();
  // The asking side, any thread. The number where nobody answers.
  std::string ask(uint32_t uid);
  // The answering side: answers until the other side is gone.
  void serve();

 private:
  OwnerDesk() = default;
  int question_[2] = {-1, -1};
  int answer_[2] = {-1, -1};
  std::mutex mutex_;
};

}  // namespace qingce
