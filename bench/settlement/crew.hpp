// Connections of a load, each on a thread of its own while it runs, and what they do with a shop's orders.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "bench/harness/compare.hpp"
#include "bench/harness/latency.hpp"
#include "bench/settlement/shop.hpp"

namespace fenrun::bench {

constexpr std::size_t kWorkers = 16;

class Crew {
 public:
  explicit Crew(const db::MysqlOptions& options) {
    for (std::size_t i = 0; i < kWorkers; ++i)
      connections_.push_back(std::make_unique<db::Connection>(options));
  }

  // Calls `work(connection, from, until)` for slices of 0..count, `together` in a slice, on so many
  // connections.
  template <class Work>
  Sample run(std::size_t count, std::size_t together, std::size_t workers, const Work& work) {
    std::atomic<std::size_t> next{0};
    std::vector<LatencyHistogram> latencies(workers);
    std::vector<std::thread> threads;
    const auto began = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < workers; ++i) {
      threads.emplace_back([&, i] {
        while (true) {
          const std::size_t from = next.fetch_add(together);
          if (from >= count) return;
          const auto before = std::chrono::steady_clock::now();
          work(*connections_[i], from, std::min(count, from + together));
          latencies[i].record(std::chrono::steady_clock::now() - before);
        }
      });
    }
    for (auto& thread : threads) thread.join();
    Sample sample;
    sample.operations = count;
    sample.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    LatencyHistogram all;
    for (const auto& one : latencies) all.merge(one);
    sample.p50_ms = all.quantile_ms(0.50);
    sample.p99_ms = all.quantile_ms(0.99);
    return sample;
  }

 private:
  std::vector<std::unique_ptr<db::Connection>> connections_;
};

// `together` orders in a transaction. Throws when one of them was not booked.
Sample settle(Shop& shop, Crew& crew, const std::vector<PlacedOrder>& orders, std::size_t together,
              std::size_t workers);
Sample refund(Shop& shop, Crew& crew, const std::vector<PlacedOrder>& orders, std::size_t together,
              std::size_t workers);

}  // namespace fenrun::bench
