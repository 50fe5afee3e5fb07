// The last changes of the tree in this process's memory, so that the writer of the Redis copy can bring a
// copy that is a little behind up to date without reading the table. Thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "db/tree/tree_follower.hpp"

namespace fenrun::db {

class ChangeLog {
 public:
  explicit ChangeLog(std::size_t changes_max = 10'000) : changes_max_(changes_max) {}

  // `seq` is where the tree stands after `progress`. The oldest changes beyond the limit are forgotten; all
  // are when the tree was read again as a whole.
  void append(const TreeFollower::Progress& progress, std::int64_t seq);

  // How often the tree was read again after it had been loaded: what was derived from it before may be wrong.
  [[nodiscard]] std::uint64_t reloads() const;
  // Where the tree stands; -1 before it is loaded.
  [[nodiscard]] std::int64_t last() const;
  // Every change after `seq`, in order; nothing when the log does not reach back so far, or not so far ahead.
  [[nodiscard]] std::optional<std::vector<NumberedChange>> after(std::int64_t seq) const;

 private:
  const std::size_t changes_max_;
  mutable std::mutex mutex_;
  std::deque<NumberedChange> changes_;
  std::int64_t last_ = -1;
  std::uint64_t reloads_ = 0;
};

}  // namespace fenrun::db
