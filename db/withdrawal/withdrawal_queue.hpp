// Withdrawals as finance looks for them: any of these conditions together, newest first.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/list_total.hpp"
#include "domain/page.hpp"
#include "domain/withdrawal/withdrawal.hpp"

namespace fenrun::db {

// From the first to the second, which is not part of it; what is not set is no bound.
struct TimeBand {
  std::optional<Instant> from;
  std::optional<Instant> until;

  [[nodiscard]] bool is_set() const { return from || until; }
};

// Withdrawals whose last transfer ended unpaid for one of these reasons of WeChat's, or for none of them.
struct FailReasons {
  std::vector<std::string> reasons;
  bool are_excluded = false;
};

struct WithdrawalFilter {
  std::vector<WithdrawalState> states;  // none: any
  DealerId dealer;
  TierId tier;  // that the dealer has now
  std::optional<Fen> gross_min;
  std::optional<Fen> gross_max;  // both are part of the band
  TimeBand requested;
  TimeBand approved;  // by anybody whose approval counts in its round
  TimeBand ended;     // and is open no more
  std::optional<FailReasons> failed;
  bool needs_human = false;  // one of its transfers waits for a person
};

// At most `limit` with an id below `after` (0: the newest).
std::vector<WithdrawalId> find_withdrawals(Tx& tx, const WithdrawalFilter& filter, std::int64_t after,
                                           int limit);
// The sum is of what was asked for.
ListTotal total_of_withdrawals(Tx& tx, const WithdrawalFilter& filter);

Page<Withdrawal> list_withdrawals(Tx& tx, const WithdrawalFilter& filter, const PageRequest& page);

}  // namespace fenrun::db
