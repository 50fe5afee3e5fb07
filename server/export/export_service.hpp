// The threads that files are drawn on, away from I/O and from database workers; and how many lists are
// written to files at once, which a database worker does while it reads them.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "base/worker_pool.hpp"

namespace fenrun::server {

struct ExportDesk {};

class ExportService {
 public:
  ExportService() : pool_(kThreads, kQueueMax, [] { return std::make_unique<ExportDesk>(); }) {}

  WorkerPool<ExportDesk>& pool() { return pool_; }
  // One of the places for lists; given back when it is destroyed.
  class ListPlace {
   public:
    explicit ListPlace(std::atomic<int>& taken) : taken_(++taken <= kListsMax ? &taken : nullptr) {
      if (taken_ == nullptr) --taken;
    }
    ~ListPlace() {
      if (taken_ != nullptr) --*taken_;
    }
    ListPlace(const ListPlace&) = delete;
    ListPlace& operator=(const ListPlace&) = delete;
    // Otherwise all places are taken.
    [[nodiscard]] bool is_taken() const { return taken_ != nullptr; }

   private:
    std::atomic<int>* taken_;
  };
  ListPlace take_list_place() { return ListPlace(lists_); }

  // Finishes what is queued and joins; later requests are refused with kBusy.
  void stop() { pool_.stop_and_join(); }

 private:
  static constexpr int kListsMax = 2;
  static constexpr std::size_t kThreads = 1;
  static constexpr std::size_t kQueueMax = 16;

  WorkerPool<ExportDesk> pool_;
  std::atomic<int> lists_{0};
};

}  // namespace fenrun::server
