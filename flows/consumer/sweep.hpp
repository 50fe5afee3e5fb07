// Housekeeping: forgets dead sessions and old login codes in small bites, so that no bite holds locks for
// long.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::flows {

// WeChat's code lives five minutes; twice that covers every repeat that could still reach us.
inline constexpr std::chrono::minutes kLoginCodeMemory{10};

struct Sweep {
  int rows_max = 500;  // of each kind in one call
};

struct Swept {
  std::uint64_t sessions = 0;
  std::uint64_t login_codes = 0;
  bool is_done = false;  // false: call again soon
};

// Never refuses.
Result<Swept> sweep_logins(db::Tx& tx, const Sweep& command, Instant now);

}  // namespace fenrun::flows
