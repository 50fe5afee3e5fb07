// Housekeeping: forgets messages that WeChat pushed long ago, in small bites.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::flows {

struct SweepPushes {
  // Longer than kPushAgeMax (record_push.hpp): what is forgotten here is refused there.
  std::chrono::days memory{30};
  int rows_max = 500;  // in one call
};

struct SweptPushes {
  std::uint64_t pushes = 0;
  bool is_done = false;  // false: call again soon
};

// Never refuses.
Result<SweptPushes> sweep_pushes(db::Tx& tx, const SweepPushes& command, Instant now);

}  // namespace fenrun::flows
