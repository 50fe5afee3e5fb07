#include "db/dealer/ending.hpp"

namespace fenrun::db {

void insert_ending(Tx& tx, const DealerEnding& ending) {
  tx.execute_one(
      "INSERT INTO dealer_ending (dealer_id, ended_at, staff_id, reason, last_number, customers, "
      "referral_codes, invites) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {ending.dealer, ending.ended_at, ending.staff, ending.reason, ending.last_number, ending.customers,
       ending.referral_codes, ending.invites});
}

std::optional<DealerEnding> find_ending(Tx& tx, DealerId dealer) {
  const auto row = tx.one(
      "SELECT dealer_id, ended_at, staff_id, reason, last_number, customers, referral_codes, invites"
      " FROM dealer_ending WHERE dealer_id = ?",
      {dealer});
  if (!row) return std::nullopt;
  return DealerEnding{row->id<DealerId>(0), row->time(1),    row->id<StaffId>(2), row->text(3),
                      row->integer(4),      row->integer(5), row->integer(6),     row->integer(7)};
}

// Two messages in one microsecond change nothing the second time, which is no failure.
void note_account_closed(Tx& tx, DealerId dealer, Instant at) {
  tx.execute("UPDATE dealer SET account_closed_at = ? WHERE id = ?", {at, dealer});
}

std::optional<Instant> account_closed_at(Tx& tx, DealerId dealer) {
  const auto row = tx.one("SELECT account_closed_at FROM dealer WHERE id = ?", {dealer});
  return row ? row->maybe_time(0) : std::nullopt;
}

}  // namespace fenrun::db
