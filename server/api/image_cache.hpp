// Pictures that cost a call to WeChat or a rendering, kept in the process: bounded in number and bytes, the
// one that was used longest ago goes first. Thread-safe.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace fenrun::server {

struct CachedImage {
  std::string content_type;
  std::string bytes;
};

class ImageCache {
 public:
  explicit ImageCache(std::size_t bytes_max = 64U << 20U) : bytes_max_(bytes_max) {}

  std::optional<CachedImage> find(const std::string& key);
  // An image larger than a quarter of the cache is not kept.
  void keep(const std::string& key, CachedImage image);

 private:
  struct Entry {
    std::string key;
    CachedImage image;
  };
  void drop_last();

  const std::size_t bytes_max_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // most recently used first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
  std::size_t bytes_ = 0;
};

}  // namespace fenrun::server
