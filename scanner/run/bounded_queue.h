// BoundedQueue: a queue between threads that blocks its producers when it holds `capacity` units of
// weight. Any number of producers and consumers. close() wakes all: push then fails, pop drains and
// ends.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace qingce {

template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(size_t capacity) : capacity_(capacity) {}

  // One item may be heavier than the capacity: it is let in alone. false: the queue is closed.
  bool push(T item, size_t weight = 1) {
    std::unique_lock lock(mutex_);
    not_full_.wait(lock, [&] { return closed_ || items_.empty() || held_ + weight <= capacity_; });
    if (closed_) return false;
    held_ += weight;
    items_.emplace_back(std::move(item), weight);
    not_empty_.notify_one();
    return true;
  }

  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    not_empty_.wait(lock, [&] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    std::pair<T, size_t> front = std::move(items_.front());
    items_.pop_front();
    held_ -= front.second;
    not_full_.notify_all();
    return std::move(front.first);
  }

  // As pop(), but gives up after `wait`: then nothing, and `ended` stays false.
  std::optional<T> pop_for(std::chrono::milliseconds wait, bool& ended) {
    {
      std::unique_lock lock(mutex_);
      not_empty_.wait_for(lock, wait, [&] { return closed_ || !items_.empty(); });
      ended = closed_ && items_.empty();
      if (items_.empty()) return std::nullopt;
    }
    return pop();
  }

  // Whether an item of weight 1 would have to wait now.
  bool full() {
    const std::lock_guard lock(mutex_);
    return !closed_ && !items_.empty() && held_ + 1 > capacity_;
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    not_full_.notify_all();
    not_empty_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable not_full_;
  std::condition_variable not_empty_;
  std::deque<std::pair<T, size_t>> items_;
  size_t capacity_;
  size_t held_ = 0;
  bool closed_ = false;
};

}  // namespace qingce
