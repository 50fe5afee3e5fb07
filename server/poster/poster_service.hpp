// Posters for handlers: from memory when the same one was drawn before, else drawn on threads of their own.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "base/worker_pool.hpp"
#include "server/poster/cache.hpp"
#include "server/poster/renderer.hpp"

namespace fenrun::server {

struct PosterOptions {
  std::size_t threads = 1;
  std::size_t queue_max = 32;
  std::size_t cache_bytes_max = 32 * 1024 * 1024;  // about 500 posters
};

// Two posters with equal keys are the same picture. Whatever can change it belongs here: use the row version
// of the dealer's name and of the producer's texts.
struct PosterKey {
  std::int64_t dealer = 0;
  std::string code;     // referral code or link
  std::string version;  // of the texts
};

class PosterService {
 public:
  explicit PosterService(const PosterOptions& options);

  // PNG bytes. Refuses as PosterRenderer::render does, and with kBusy when the queue is full or `deadline`
  // passes in it.
  boost::asio::awaitable<Result<CachedPoster>> poster(PosterKey key, PosterContent content,
                                                      std::chrono::steady_clock::time_point deadline);
  // What a handler needs to know before it asks WeChat for the code image; null when the poster is not in
  // memory.
  CachedPoster remembered(const PosterKey& key);

  // Finishes what is queued and joins; later requests are refused with kBusy.
  void stop() { pool_.stop_and_join(); }

 private:
  PosterCache cache_;
  WorkerPool<PosterRenderer> pool_;
};

}  // namespace fenrun::server
