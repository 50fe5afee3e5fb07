// Housekeeping: forgets dead console sessions, old login attempts and old answers to repeated requests, in
// small bites.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::flows {

struct SweepConsole {
  // A repeated request gets its first answer at least this long; twice the day that the API promises.
  std::chrono::hours reply_memory{48};
  int rows_max = 500;  // of each kind in one call
};

struct SweptConsole {
  std::uint64_t sessions = 0;
  std::uint64_t login_attempts = 0;
  std::uint64_t replies = 0;
  bool is_done = false;  // false: call again soon
};

// Never refuses.
Result<SweptConsole> sweep_console(db::Tx& tx, const SweepConsole& command, Instant now);

}  // namespace fenrun::flows
