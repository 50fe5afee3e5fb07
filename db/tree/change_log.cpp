#include "db/tree/change_log.hpp"

namespace fenrun::db {

void ChangeLog::append(const TreeFollower::Progress& progress, std::int64_t seq) {
  const std::lock_guard lock(mutex_);
  if (progress.is_reloaded) {
    changes_.clear();
    if (last_ >= 0) ++reloads_;
  } else {
    changes_.insert(changes_.end(), progress.changes.begin(), progress.changes.end());
  }
  while (changes_.size() > changes_max_) changes_.pop_front();
  last_ = seq;
}

std::uint64_t ChangeLog::reloads() const {
  const std::lock_guard lock(mutex_);
  return reloads_;
}

std::int64_t ChangeLog::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

std::optional<std::vector<NumberedChange>> ChangeLog::after(std::int64_t seq) const {
  const std::lock_guard lock(mutex_);
  const std::int64_t before_first = last_ - static_cast<std::int64_t>(changes_.size());
  if (seq < before_first || seq > last_) return std::nullopt;
  return std::vector<NumberedChange>(changes_.begin() + (seq - before_first), changes_.end());
}

}  // namespace fenrun::db
