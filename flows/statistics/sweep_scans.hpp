// Scans of codes are forgotten when nothing can come of them any more: what came of them stays, as numbers.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::flows {

// Twice as long as they are counted.
inline constexpr std::chrono::days kScansKept{62};

struct SweptScans {
  std::uint64_t scans = 0;
  bool is_done = true;  // false: call again soon
};

// Never refuses.
Result<SweptScans> sweep_scans(db::Tx& tx, Instant now, int rows_max = 500);

}  // namespace fenrun::flows
