// The threads that files are drawn on, away from I/O and from database workers.
#pragma once

#include <cstddef>
#include <memory>

#include "base/worker_pool.hpp"

namespace fenrun::server {

struct ExportDesk {};

class ExportService {
 public:
  ExportService() : pool_(kThreads, kQueueMax, [] { return std::make_unique<ExportDesk>(); }) {}

  WorkerPool<ExportDesk>& pool() { return pool_; }
  // Finishes what is queued and joins; later requests are refused with kBusy.
  void stop() { pool_.stop_and_join(); }

 private:
  static constexpr std::size_t kThreads = 1;
  static constexpr std::size_t kQueueMax = 16;

  WorkerPool<ExportDesk> pool_;
};

}  // namespace fenrun::server
