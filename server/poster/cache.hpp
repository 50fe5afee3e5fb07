// The posters asked for most recently, up to a number of bytes. Thread-safe.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace fenrun::server {

using CachedPoster = std::shared_ptr<const std::string>;

class PosterCache {
 public:
  explicit PosterCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // Null when it is not there.
  CachedPoster find(const std::string& key);
  // Forgets the least recently used ones to make room; a poster larger than all the room is not kept.
  void keep(const std::string& key, CachedPoster poster);
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Entry {
    std::string key;
    CachedPoster poster;
  };

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<Entry> by_use_;  // most recent first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
};

}  // namespace fenrun::server
