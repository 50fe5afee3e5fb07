#include "db/withdrawal/dealer_message.hpp"

#include "base/assert.hpp"

namespace fenrun::db {

void insert_dealer_message(Tx& tx, WithdrawalId withdrawal, DealerMessageKind kind, Instant now) {
  (void)tx.insert_new(
      "INSERT INTO dealer_message (withdrawal_id, kind, state, created_at, due_at) "
      "VALUES (?, ?, 'waiting', ?, ?)",
      {withdrawal, fenrun::to_word(kind), now, now});
}

std::vector<DealerMessage> take_due_dealer_messages(Tx& tx, Instant now, int limit) {
  std::vector<DealerMessage> taken;
  for (const Row& row : tx.all("SELECT withdrawal_id, kind, tries, created_at FROM dealer_message "
                               "WHERE due_at <= ? ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED",
                               {now, limit})) {
    const auto kind = dealer_message_kind_from(row.text(1));
    FENRUN_ASSERT(kind.has_value());
    taken.push_back({row.id<WithdrawalId>(0), *kind, static_cast<int>(row.integer(2)) + 1, row.time(3)});
    tx.execute_one(
        "UPDATE dealer_message SET tries = tries + 1, due_at = ? WHERE withdrawal_id = ? AND kind = ?",
        {now + kDealerMessageLease, row.id<WithdrawalId>(0), row.text(1)});
  }
  return taken;
}

bool postpone_dealer_message(Tx& tx, const DealerMessage& message, std::string_view code, Instant due_at) {
  return tx.execute(
             "UPDATE dealer_message SET last_code = ?, due_at = ? "
             "WHERE withdrawal_id = ? AND kind = ? AND tries = ? AND state = 'waiting'",
             {code, due_at, message.withdrawal, fenrun::to_word(message.kind), message.tries}) == 1;
}

bool end_dealer_message(Tx& tx, const DealerMessage& message, DealerMessageState state, std::string_view code,
                        Instant now) {
  return tx.execute(
             "UPDATE dealer_message SET state = ?, last_code = ?, ended_at = ?, due_at = NULL "
             "WHERE withdrawal_id = ? AND kind = ? AND tries = ? AND state = 'waiting'",
             {fenrun::to_word(state), code, now, message.withdrawal, fenrun::to_word(message.kind),
              message.tries}) == 1;
}

Waiting count_waiting_dealer_messages(Tx& tx) {
  const auto row = tx.one("SELECT COUNT(*), MIN(created_at) FROM dealer_message WHERE due_at IS NOT NULL");
  return {row->integer(0), row->maybe_time(1)};
}

}  // namespace fenrun::db
