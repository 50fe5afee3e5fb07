#include "flows/order/apply_notice.hpp"

#include "domain/order/order_number.hpp"
#include "flows/order/record_payment.hpp"
#include "flows/order/record_refund.hpp"

namespace fenrun::flows {
namespace {

Result<AppliedNotice> apply_payment_notice(db::Tx& tx, const ApplyNotice& command, Instant now) {
  const db::PayNotice& notice = command.due.notice;
  RecordPayment report;
  report.out_trade_no = notice.out_trade_no;
  report.transaction_id = notice.transaction_id;
  report.appid = notice.appid;
  report.mchid = notice.mchid;
  report.currency = notice.currency;
  report.payer_index = notice.payer_index;
  report.amount_fen = notice.amount_fen;
  report.paid_at = notice.happened_at;
  report.our_appid = command.our_appid;
  report.our_mchid = command.our_mchid;
  report.terms = command.terms;
  const auto effect = record_payment(tx, report, now);
  if (!effect) return effect.error();
  return AppliedNotice{to_word(*effect), is_alarming(*effect)};
}

Result<AppliedNotice> apply_refund_notice(db::Tx& tx, const ApplyNotice& command, Instant now) {
  const db::PayNotice& notice = command.due.notice;
  RecordRefund report;
  report.source = kMiniProgramSource;
  report.external_no = order_of_out_trade_no(notice.out_trade_no).value_or(notice.out_trade_no);
  report.refund_no = notice.out_refund_no;
  report.state = notice.refund_state;
  report.amount_fen = notice.amount_fen;
  report.channel_refund_id = notice.channel_refund_id;
  report.happened_at = notice.happened_at;
  report.terms = command.terms;
  const auto effect = record_refund(tx, report, now);
  if (!effect) return effect.error();
  return AppliedNotice{to_word(*effect), is_alarming(*effect)};
}

}  // namespace

Result<AppliedNotice> apply_notice(db::Tx& tx, const ApplyNotice& command, Instant now) {
  if (!db::lock_notice(tx, command.due.id)) return AppliedNotice{"taken", false};
  const bool is_payment = command.due.notice.kind == db::NoticeKind::payment;
  const auto applied =
      is_payment ? apply_payment_notice(tx, command, now) : apply_refund_notice(tx, command, now);
  if (!applied) return applied.error();
  db::finish_notice(tx, command.due.id, applied->outcome, now);
  return applied;
}

}  // namespace fenrun::flows
