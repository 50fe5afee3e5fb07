// How payouts stand, for whoever watches: counts over `payout` and `withdrawal`, the fuse and the breaker.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "db/waiting.hpp"
#include "domain/withdrawal/payout_state.hpp"

namespace fenrun::db {

struct PayoutBacklog {
  std::array<std::int64_t, kPayoutStateCount> open{};  // by state; nothing of those that have ended
  std::array<std::optional<Instant>, kPayoutStateCount>
      in_state_since;                         // of the one that is in it for longest
  std::optional<Instant> oldest_made_at;      // of those that have not ended
  std::optional<Instant> oldest_approved_at;  // of the withdrawals that are approved and have no transfer yet
  Waiting need_human;                         // of people, and since when it is as it is
  std::optional<Instant> oldest_due_at;
  bool is_fuse_blown = false;
  bool is_short_of_funds = false;
};

PayoutBacklog count_payout_backlog(Tx& tx);

}  // namespace fenrun::db
