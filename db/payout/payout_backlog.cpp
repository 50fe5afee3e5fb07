#include "db/payout/payout_backlog.hpp"

#include "base/assert.hpp"
#include "db/payout/fuse.hpp"
#include "db/payout/payout_attention.hpp"

namespace fenrun::db {

namespace {

// Of the key `open_ones` only the part of those that have not ended is read.
void count_open_payouts(Tx& tx, PayoutBacklog& backlog) {
  for (const Row& row : tx.all("SELECT state, COUNT(*), MIN(state_at), MIN(created_at) FROM payout "
                               "WHERE is_open = 1 GROUP BY state")) {
    const auto state = payout_state_from(row.text(0));
    FENRUN_ASSERT(state && !is_terminal(*state));
    const auto place = static_cast<std::size_t>(*state);
    backlog.open[place] = row.integer(1);
    backlog.in_state_since[place] = row.time(2);
    const Instant made_at = row.time(3);
    if (!backlog.oldest_made_at || made_at < *backlog.oldest_made_at) backlog.oldest_made_at = made_at;
  }
}

}  // namespace

PayoutBacklog count_payout_backlog(Tx& tx) {
  PayoutBacklog backlog;
  count_open_payouts(tx, backlog);
  backlog.need_human = count_payouts_for_humans(tx);
  backlog.oldest_approved_at =
      tx.one("SELECT MIN(state_at) FROM withdrawal WHERE state = 'approved'")->maybe_time(0);
  backlog.oldest_due_at = tx.one("SELECT MIN(due_at) FROM payout")->maybe_time(0);
  backlog.is_fuse_blown = find_fuse(tx).is_blown;
  backlog.is_short_of_funds = find_funds_probe(tx).has_value();
  return backlog;
}

}  // namespace fenrun::db
