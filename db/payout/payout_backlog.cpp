#include "db/payout/payout_backlog.hpp"

#include "base/assert.hpp"
#include "db/payout/fuse.hpp"

namespace fenrun::db {

// Of the keys `ended` and `for_humans` only the part that is counted is read; what has ended is not.
PayoutBacklog count_payout_backlog(Tx& tx) {
  PayoutBacklog backlog;
  for (const Row& row :
       tx.all("SELECT state, COUNT(*) FROM payout WHERE state IN ('created', 'submitting', 'unknown', "
              "'parked_funds', 'accepted', 'locking', 'await_user', 'transferring', 'cancelling') "
              "GROUP BY state")) {
    const auto state = payout_state_from(row.text(0));
    FENRUN_ASSERT(state && !is_terminal(*state));
    backlog.open[static_cast<std::size_t>(*state)] = row.integer(1);
  }
  backlog.need_human = tx.one("SELECT COUNT(*) FROM payout WHERE needs_human = 1")->integer(0);
  backlog.oldest_due_at = tx.one("SELECT MIN(due_at) FROM payout")->maybe_time(0);
  backlog.is_fuse_blown = find_fuse(tx).is_blown;
  backlog.is_short_of_funds = find_funds_probe(tx).has_value();
  return backlog;
}

}  // namespace fenrun::db
