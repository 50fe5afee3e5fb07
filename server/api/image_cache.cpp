#include "server/api/image_cache.hpp"

namespace fenrun::server {

std::optional<CachedImage> ImageCache::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->image;
}

void ImageCache::keep(const std::string& key, CachedImage image) {
  const std::lock_guard lock(mutex_);
  if (image.bytes.size() > bytes_max_ / 4 || by_key_.contains(key)) return;
  bytes_ += image.bytes.size();
  entries_.push_front({key, std::move(image)});
  by_key_.emplace(key, entries_.begin());
  while (bytes_ > bytes_max_) drop_last();
}

void ImageCache::drop_last() {
  bytes_ -= entries_.back().image.bytes.size();
  by_key_.erase(entries_.back().key);
  entries_.pop_back();
}

}  // namespace fenrun::server
