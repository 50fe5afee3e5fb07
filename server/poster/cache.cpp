#include "server/poster/cache.hpp"

#include <utility>

namespace fenrun::server {

CachedPoster PosterCache::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second);
  return found->second->poster;
}

void PosterCache::keep(const std::string& key, CachedPoster poster) {
  const std::lock_guard lock(mutex_);
  if (poster->size() > bytes_max_ || by_key_.contains(key)) return;
  bytes_ += poster->size();
  by_use_.push_front({key, std::move(poster)});
  by_key_.emplace(key, by_use_.begin());
  while (bytes_ > bytes_max_) {
    bytes_ -= by_use_.back().poster->size();
    by_key_.erase(by_use_.back().key);
    by_use_.pop_back();
  }
}

std::size_t PosterCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace fenrun::server
