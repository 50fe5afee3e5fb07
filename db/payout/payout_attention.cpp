#include "db/payout/payout_attention.hpp"

#include <vector>

#include "db/payout/payout.hpp"
#include "db/payout/waits_for_person.hpp"

// Each part is served by a key of its own: for_humans, ended (three times), and the queue of withdrawals.
#define ATTENTION                                                                                   \
  " FROM (SELECT id, amount_fen FROM payout WHERE " FENRUN_PAYOUT_WAITS_FOR_PERSON                  \
  " UNION SELECT id, amount_fen FROM payout WHERE state = 'parked_funds' "                          \
  "UNION SELECT id, amount_fen FROM payout WHERE state = 'unknown' AND state_at < ? "               \
  "UNION SELECT id, amount_fen FROM payout WHERE state = 'await_user' AND first_post_at"            \
  " < ? UNION SELECT p.id, p.amount_fen FROM withdrawal w JOIN payout p ON p.withdrawal_id = w.id " \
  "WHERE w.state = 'paying' AND p.state IN ('failed', 'cancelled', 'voided') AND NOT EXISTS "       \
  "(SELECT 1 FROM payout q WHERE q.withdrawal_id = p.withdrawal_id AND q.reissue > p.reissue)) AS found"

namespace fenrun::db {

Page<Payout> list_payout_attention(Tx& tx, const AttentionSince& since, const PageRequest& page) {
  std::vector<Payout> payouts;
  for (const Row& row : tx.all("SELECT id" ATTENTION " WHERE id > ? ORDER BY id LIMIT ?",
                               {since.unknown_before, since.sent_before, page.after, page.rows() + 1})) {
    payouts.push_back(find_payout(tx, row.id<PayoutId>(0)).value());
  }
  return cut_page(std::move(payouts), page, [](const Payout& one) { return one.id.value; });
}

ListTotal total_of_payout_attention(Tx& tx, const AttentionSince& since) {
  const auto row = tx.one(
      "SELECT COUNT(*), CAST(COALESCE(SUM(some.amount_fen), 0) AS SIGNED) FROM (SELECT amount_fen" ATTENTION
      " LIMIT ?) AS some",
      {since.unknown_before, since.sent_before, kTotalRowsMax + 1});
  return {row->integer(0), row->fen(1)};
}

// By `people`, which holds all that is asked of this table.
Waiting count_payouts_for_humans(Tx& tx) {
  const auto row = tx.one("SELECT COUNT(*), MIN(state_at) FROM payout WHERE " FENRUN_PAYOUT_WAITS_FOR_PERSON);
  return {row->integer(0), row->maybe_time(1)};
}

}  // namespace fenrun::db

#undef ATTENTION
