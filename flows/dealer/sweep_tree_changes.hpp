// Housekeeping: forgets old changes of the stream that keeps every process's tree current, in small bites. A
// follower that was away for longer reads the whole tree again. Places as of any instant are not in question:
// they are in dealer_place, which is kept for good.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::flows {

struct SweepTreeChanges {
  // The stream is also the only record of a dealer's tier over time, so it is kept for years.
  std::chrono::days memory{1095};
  int rows_max = 500;  // in one call
};

struct SweptTreeChanges {
  std::uint64_t changes = 0;
  bool is_done = false;  // false: call again soon
};

// Never refuses.
Result<SweptTreeChanges> sweep_tree_changes(db::Tx& tx, const SweepTreeChanges& command, Instant now);

}  // namespace fenrun::flows
