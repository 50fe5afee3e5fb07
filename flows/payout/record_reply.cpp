#include "flows/payout/record_reply.hpp"

#include "base/assert.hpp"
#include "db/payout/confirm_free.hpp"
#include "db/payout/payout.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/payout/follow_payout.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"

namespace fenrun::flows {
namespace {

constexpr std::chrono::seconds kAfterCancel{2};

void write_outcome(db::Tx& tx, const RecordReply& command, Instant now) {
  db::PayoutAttempt attempt;
  attempt.payout = command.payout;
  attempt.fence = command.fence;
  attempt.finished_at = now;
  attempt.outcome = command.outcome;
  attempt.note = command.note;
  db::finish_attempt(tx, attempt);
}

// WeChat says only by a query what a cancel came to.
Payout ask_soon(db::Tx& tx, Payout payout, Instant now) {
  if (!is_terminal(payout.state)) payout.due_at = now + kAfterCancel;
  db::save_payout(tx, payout, true);
  return payout;
}

}  // namespace

Result<RecordedReply> record_reply(db::Tx& tx, const RecordReply& command, Instant now) {
  const auto payout = db::lock_payout(tx, command.payout);
  FENRUN_ASSERT(payout.has_value());
  write_outcome(tx, command, now);
  if (payout->fence != command.fence) return RecordedReply{true, *payout, PayoutVerdict::stay};
  if (!command.news) return RecordedReply{false, ask_soon(tx, *payout, now), PayoutVerdict::stay};

  const auto withdrawal = db::lock_withdrawal(tx, payout->withdrawal);
  FENRUN_ASSERT(withdrawal.has_value());
  if (!command.package_sealed.empty()) db::save_package(tx, payout->id, command.package_sealed);
  const PayoutChange change = change_payout(*payout, *command.news, now, command.random_permille);
  const bool is_wechats = command.news->event >= PayoutEvent::create_accepted;
  if (change.leaves_direct) db::doubt_confirm_free(tx, payout->authorization);
  // WeChat asks for a tap where none can be made: the next one is not tried so.
  const bool has_no_page =
      change.after.state == PayoutState::await_user && change.after.route != PayoutRoute::confirmed;
  if (has_no_page) db::want_confirm_free_ends(tx, withdrawal->dealer, ConfirmFreeId{});
  follow_payout(tx, *payout, change, *withdrawal, is_wechats ? kWechatActor : kWorkerActor, now, true);
  return RecordedReply{false, change.after, change.verdict};
}

}  // namespace fenrun::flows
