// Housekeeping: forgets dead console sessions, old login attempts, confirmations and answers to
// repeated requests, and sets of withdrawals that nobody started, in small bites.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::flows {

struct SweepConsole {
  // A repeated request gets its first answer at least this long; twice the day that the API promises.
  std::chrono::hours reply_memory{48};
  // Confirmations, used or not, and sets that nobody started: nobody asks for them after minutes.
  std::chrono::hours step_up_memory{24};
  int rows_max = 500;  // of each kind in one call
  int sets_max = 5;    // each may have ten thousand rows
};

struct SweptConsole {
  std::uint64_t sessions = 0;
  std::uint64_t login_attempts = 0;
  std::uint64_t replies = 0;
  std::uint64_t step_ups = 0;
  std::uint64_t sets = 0;
  bool is_done = false;  // false: call again soon
};

// Never refuses.
Result<SweptConsole> sweep_console(db::Tx& tx, const SweepConsole& command, Instant now);

}  // namespace fenrun::flows
