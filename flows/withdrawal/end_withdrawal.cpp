#include "flows/withdrawal/end_withdrawal.hpp"

#include "base/assert.hpp"
#include "db/withdrawal/dealer_message.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/ledger/post.hpp"
#include "flows/withdrawal/contradiction.hpp"

namespace fenrun::flows {

std::string actor_of(DealerId dealer) { return "dealer " + std::to_string(dealer.value); }
std::string actor_of(StaffId staff) { return "staff " + std::to_string(staff.value); }

void note_withdrawal_moved(db::Tx& tx, const Withdrawal& withdrawal, std::string_view actor,
                           std::string_view what, Instant now) {
  db::note_withdrawal(tx, {withdrawal.id, PayoutId{}, now, std::string(actor), std::string(what),
                           std::string(to_word(withdrawal.state)), withdrawal.reason});
}

Result<Withdrawal> move_and_save(db::Tx& tx, Withdrawal withdrawal, WithdrawalEvent event,
                                 std::string_view actor, std::string_view what, Instant now) {
  const auto next = move_withdrawal(withdrawal.state, event);
  if (!next) return next.error();
  withdrawal.state = *next;
  withdrawal.state_at = now;
  db::save_withdrawal_state(tx, withdrawal);
  ++withdrawal.version;
  note_withdrawal_moved(tx, withdrawal, actor, what, now);
  const auto news = message_about(withdrawal.state);
  if (news) db::insert_dealer_message(tx, withdrawal.id, *news, now);
  return withdrawal;
}

Result<Withdrawal> end_unpaid(db::Tx& tx, Withdrawal withdrawal, WithdrawalEvent event,
                              std::string_view actor, std::string reason, Instant now) {
  if (is_contradicted(tx, withdrawal.id)) return kWithdrawalContradicted;
  withdrawal.reason = std::move(reason);
  auto ended = move_and_save(tx, std::move(withdrawal), event, actor, "ended", now);
  if (!ended) return ended.error();
  FENRUN_ASSERT(!is_open(ended->state) && ended->state != WithdrawalState::paid);
  const auto returned =
      post(tx, return_hold(ended->public_id, ended->public_id, ended->dealer, ended->amounts.gross), now);
  if (!returned) return returned.error();
  return ended;
}

}  // namespace fenrun::flows
