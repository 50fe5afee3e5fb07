#include "db/payout/payout_hint.hpp"

namespace fenrun::db {

bool save_payout_hint(Tx& tx, PayoutId payout, Instant now, std::chrono::seconds pause) {
  const bool is_first =
      tx.insert_new("INSERT INTO payout_hint (payout_id, hinted_at, is_due) VALUES (?, ?, 1)", {payout, now});
  if (is_first) return true;
  return tx.execute("UPDATE payout_hint SET hinted_at = ?, is_due = 1 WHERE payout_id = ? AND hinted_at <= ?",
                    {now, payout, now - pause}) == 1;
}

// One under way is waited for: it may have been asked before the dealer confirmed. SKIP LOCKED: what another
// worker is just taking is no reason to wait.
std::vector<PayoutId> lock_payout_hints(Tx& tx, int limit) {
  std::vector<PayoutId> hinted;
  for (const Row& row :
       tx.all("SELECT h.payout_id FROM payout_hint h JOIN payout p ON p.id = h.payout_id WHERE h.is_due = 1 "
              "AND (p.lease_until IS NULL OR p.lease_until < UTC_TIMESTAMP(6)) "
              "ORDER BY h.payout_id LIMIT ? FOR UPDATE SKIP LOCKED",
              {limit})) {
    hinted.push_back(row.id<PayoutId>(0));
  }
  return hinted;
}

void finish_payout_hint(Tx& tx, PayoutId payout) {
  tx.execute("UPDATE payout_hint SET is_due = NULL WHERE payout_id = ?", {payout});
}

void make_question_due(Tx& tx, PayoutId payout, Instant now) {
  tx.execute(
      "UPDATE payout SET due_at = ? WHERE id = ? AND due_at > ? AND state IN ('await_user', 'transferring')",
      {now, payout, now});
}

}  // namespace fenrun::db
