#include "scanner/run/bounded_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace qingce {
namespace {

TEST(BoundedQueue, EveryItemArrivesOnceFromManyProducersAtManyConsumers) {
  constexpr int kProducers = 3, kConsumers = 3, kItems = 2000;
  BoundedQueue<int> queue(5);
  std::vector<std::atomic<int>> seen(kProducers * kItems);
  std::vector<std::thread> producers, consumers;
  for (int p = 0; p < kProducers; ++p) {
    producers.emplace_back([&, p] {
      for (int i = 0; i < kItems; ++i) queue.push(p * kItems + i, static_cast<size_t>(i % 4));
    });
  }
  for (int c = 0; c < kConsumers; ++c) {
    consumers.emplace_back([&] {
      while (const std::optional<int> item = queue.pop()) ++seen[static_cast<size_t>(*item)];
    });
  }
  for (std::thread& t : producers) t.join();
  queue.close();
  for (std::thread& t : consumers) t.join();
  for (const auto& n : seen) EXPECT_EQ(n, 1);
}

TEST(BoundedQueue, AnItemHeavierThanTheCapacityIsLetInAlone) {
  BoundedQueue<int> queue(10);
  EXPECT_TRUE(queue.push(1, 1000));
  EXPECT_EQ(queue.pop(), 1);
}

TEST(BoundedQueue, FullUntilSomethingIsTaken) {
  BoundedQueue<int> queue(2);
  EXPECT_FALSE(queue.full());
  queue.push(1);
  EXPECT_FALSE(queue.full());
  queue.push(2);
  EXPECT_TRUE(queue.full());
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_FALSE(queue.full());
}

TEST(BoundedQueue, CloseWakesABlockedProducer) {
  BoundedQueue<int> queue(1);
  EXPECT_TRUE(queue.push(1));
  std::thread producer([&] { EXPECT_FALSE(queue.push(2)); });
  queue.close();
  producer.join();
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

}  // namespace
}  // namespace qingce
