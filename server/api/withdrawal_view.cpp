#include "server/api/withdrawal_view.hpp"

#include "db/payout/offline_payout.hpp"
#include "db/payout/payout.hpp"
#include "db/payout/payout_receipt.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "server/api/offline_payout_view.hpp"
#include "server/api/receipt_file.hpp"
#include "server/api/staff_names.hpp"
#include "server/told_reason.hpp"

namespace fenrun::server {
namespace {

json::Writer attempt_json(const db::PayoutAttempt& attempt) {
  json::Writer body;
  body.text("step", db::to_word(attempt.step))
      .time("started_at", attempt.started_at)
      .maybe_time("finished_at", attempt.finished_at)
      .text("outcome", attempt.outcome);
  return body;
}

json::Writer payout_json(const Payout& payout, db::Tx& tx) {
  json::Writer body;
  body.text("number", payout.number)
      .text("channel_number", payout.channel_number)
      .text("state", to_word(payout.state))
      .text("route", to_word(payout.route))
      .fen("amount_fen", payout.amount)
      .text("fail_reason", payout.fail_reason)
      .boolean("needs_human", payout.needs_human)
      .text("human_reason", payout.human_reason)
      .boolean("is_cancel_wanted", payout.is_cancel_wanted)
      .integer("posts", payout.posts)
      .time("created_at", payout.created_at)
      .maybe_time("due_at", payout.due_at)
      .list("calls", db::list_attempts(tx, payout.id), attempt_json);
  const auto receipt = db::find_receipt(tx, payout.id);
  if (!receipt) return body.null("receipt");
  return body.object("receipt", receipt_json(*receipt));
}

json::Writer approval_json(const Approval& approval, StaffNames& staff) {
  json::Writer body;
  body.id("staff", approval.staff)
      .maybe_text("staff_name", staff.name(approval.staff))
      .integer("round", approval.round)
      .time("at", approval.at);
  return body;
}

json::Writer event_json(const db::WithdrawalNote& event) {
  json::Writer body;
  body.time("at", event.at)
      .text("actor", event.actor)
      .text("what", event.what)
      .text("state", event.state)
      .text("note", event.note);
  return body;
}

}  // namespace

std::string state_name(WithdrawalState state, Language language) {
  const auto word = [&](const char* zh, const char* en) { return language == Language::zh ? zh : en; };
  switch (state) {
    case WithdrawalState::requested:
      return word("待审批", "Requested");
    case WithdrawalState::review:
      return word("待复核", "In review");
    case WithdrawalState::approved_1:
      return word("待第二人审批", "Needs a second approval");
    case WithdrawalState::approved:
      return word("已批准", "Approved");
    case WithdrawalState::paying:
      return word("付款中", "Being paid");
    case WithdrawalState::paid:
      return word("已到账", "Paid");
    case WithdrawalState::returned:
      return word("已退回", "Returned");
    case WithdrawalState::rejected:
      return word("已驳回", "Rejected");
    case WithdrawalState::cancelled:
      return word("已取消", "Cancelled");
    case WithdrawalState::expired:
      return word("已过期", "Expired");
  }
  return {};
}

json::Writer amounts_json(const WithdrawalAmounts& amounts) {
  json::Writer body;
  body.fen("gross_fen", amounts.gross)
      .fen("fee_fen", amounts.fee)
      .fen("tax_fen", amounts.tax)
      .fen("net_fen", amounts.net);
  return body;
}

json::Writer withdrawal_json(const Withdrawal& withdrawal) {
  json::Writer body;
  body.text("id", withdrawal.public_id)
      .text("state", to_word(withdrawal.state))
      .object("amounts", amounts_json(withdrawal.amounts))
      .time("requested_at", withdrawal.requested_at)
      .time("state_at", withdrawal.state_at);
  return body;
}

json::Writer withdrawal_detail_json(const Withdrawal& withdrawal, const PaymentShown& payment,
                                    Language language) {
  json::Writer body = withdrawal_json(withdrawal);
  body.text("reason", told_reason(withdrawal, payment.transfer, language))
      .text("transfer_state", payment.transfer ? to_word(payment.transfer->state) : "")
      .text("receipt_state", payment.receipt ? to_word(payment.receipt->state) : "")
      .texts("message_templates", payment.message_templates);
  if (payment.offline && payment.offline->state == OfflinePayoutState::paid) {
    body.object("paid_offline", own_offline_payout_json(*payment.offline));
  } else {
    body.null("paid_offline");
  }
  if (!payment.page) return body.null("confirm_page");
  json::Writer opened;
  opened.text("mch_id", payment.page->mchid)
      .text("app_id", payment.page->appid)
      .text("package", payment.page->package);
  return body.object("confirm_page", opened);
}

json::Writer staff_withdrawal_json(const Withdrawal& withdrawal, DealerNames& names) {
  json::Writer body = withdrawal_json(withdrawal);
  body.maybe_text("dealer", names.public_id(withdrawal.dealer))
      .maybe_text("dealer_name", names.name(withdrawal.dealer))
      .integer("approvals_needed", withdrawal.approvals_needed)
      .text("reason", withdrawal.reason)
      .integer("version", withdrawal.version);
  return body;
}

json::Writer staff_withdrawal_detail_json(const Withdrawal& withdrawal, DealerNames& names, db::Tx& tx) {
  json::Writer body = staff_withdrawal_json(withdrawal, names);
  StaffNames staff(tx);
  const auto shown = [&](const Payout& payout) { return payout_json(payout, tx); };
  const auto approved = [&](const Approval& approval) { return approval_json(approval, staff); };
  body.text("tax_method", to_word(withdrawal.tax.method))
      .text("tax_period", withdrawal.tax.period)
      .fen("tax_past_income_fen", withdrawal.tax.past.income)
      .fen("tax_past_withheld_fen", withdrawal.tax.past.withheld)
      .list("approvals", db::list_approvals(tx, withdrawal.id, withdrawal.round), approved)
      .list("transfers", db::list_payouts_of(tx, withdrawal.id), shown)
      .list("events", db::list_withdrawal_notes(tx, withdrawal.id), event_json);
  const auto offline = db::find_live_offline_payout(tx, withdrawal.id);
  if (!offline) return body.null("offline_payout");
  return body.object("offline_payout", offline_payout_json(*offline, staff));
}

}  // namespace fenrun::server
