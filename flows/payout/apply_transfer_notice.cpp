#include "flows/payout/apply_transfer_notice.hpp"

#include "base/assert.hpp"
#include "base/crypto/digest.hpp"
#include "db/payout/payout.hpp"
#include "db/payout/transfer_notice.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/payout/blow_payout_fuse.hpp"
#include "flows/payout/follow_payout.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"

namespace fenrun::flows {
namespace {

bool is_about(const db::TransferNotice& notice, const Payout& payout) {
  return notice.mchid == payout.mchid && notice.amount == payout.amount &&
         crypto::equal_in_constant_time(notice.openid_index, payout.openid_index);
}

std::string_view outcome_of(PayoutVerdict verdict) {
  switch (verdict) {
    case PayoutVerdict::move:
      return "applied";
    case PayoutVerdict::ask:
      return "asked";
    case PayoutVerdict::contradict:
      return "contradiction";
    case PayoutVerdict::stay:
    case PayoutVerdict::refuse:
      return "known";
  }
  FENRUN_UNREACHABLE("no such verdict");
}

AppliedTransfer apply_to(db::Tx& tx, const Payout& payout, const db::TransferNotice& notice,
                         int random_permille, Instant now) {
  if (!is_about(notice, payout)) {
    blow_payout_fuse(tx, kWechatActor, "a notice about " + payout.number + " is not about ours", now);
    return {notice.number, "differs", true};
  }
  const auto event = notice_says(notice.state);
  FENRUN_ASSERT(event.has_value());
  const auto withdrawal = db::lock_withdrawal(tx, payout.withdrawal);
  FENRUN_ASSERT(withdrawal.has_value());
  const PayoutNews news{*event, notice.channel_number, notice.fail_reason};
  const PayoutChange change = change_payout(payout, news, now, random_permille);
  follow_payout(tx, payout, change, *withdrawal, kWechatActor, now, false);
  return {notice.number, outcome_of(change.verdict), change.verdict == PayoutVerdict::contradict};
}

}  // namespace

Result<std::optional<AppliedTransfer>> apply_transfer_notice(db::Tx& tx, int random_permille, Instant now) {
  const auto due = db::take_transfer_notice(tx, now);
  if (!due) return std::optional<AppliedTransfer>{};
  const auto payout = db::lock_payout_by_number(tx, due->notice.number);
  const AppliedTransfer applied = payout ? apply_to(tx, *payout, due->notice, random_permille, now)
                                         : AppliedTransfer{due->notice.number, "unknown_number", true};
  db::finish_transfer_notice(tx, due->id, applied.outcome, now);
  return std::optional(applied);
}

}  // namespace fenrun::flows
