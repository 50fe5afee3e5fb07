// Files that were uploaded and returned are forgotten in time: they hold what people typed about others.
#pragma once

#include <chrono>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::flows {

struct SweepFiles {
  std::chrono::days kept_files{30};
};

struct SweptFiles {
  std::uint64_t files = 0;
  bool is_done = true;
};

Result<SweptFiles> sweep_files(db::Tx& tx, const SweepFiles& command, Instant now);

}  // namespace fenrun::flows
