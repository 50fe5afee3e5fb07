#include "flows/order/close_refund.hpp"

#include "base/assert.hpp"
#include "db/order/notify_inbox.hpp"
#include "db/order/order.hpp"
#include "db/order/refund.hpp"
#include "db/order/refund_closing.hpp"
#include "flows/order/record_refund.hpp"

namespace fenrun::flows {
namespace {

RefundClosing closing_of(const ProposeRefundClosing& command, Instant now) {
  RefundClosing closing;
  closing.public_id = command.public_id;
  closing.ending = command.ending;
  closing.reference = command.reference;
  closing.reason = command.reason;
  closing.proposed_by = command.staff;
  closing.proposed_at = now;
  return closing;
}

// What WeChat, or the other shop, would have reported.
RecordRefund report_of(const Order& order, const OrderRefund& refund, RefundEnding ending,
                       const OrderTerms& terms, Instant now) {
  RecordRefund report;
  report.source = order.source;
  report.external_no = order.external_no;
  report.refund_no = refund.refund_no;
  report.state = ending == RefundEnding::called_off ? RefundState::closed : RefundState::succeeded;
  report.amount_fen = refund.amount_fen;
  report.happened_at = now;
  report.terms = terms;
  return report;
}

Done apply_closing(db::Tx& tx, OrderWithLines& sale, const RefundClosing& closing, const OrderTerms& terms,
                   Instant now) {
  const OrderRefund refund = *db::find_refund(tx, closing.refund);
  const Done nowhere = check_refund_is_nowhere(closing, refund, now);
  if (!nowhere) return nowhere;
  if (db::has_unapplied_notice(tx, refund.refund_no)) return kRefundClosingOvertaken;
  const auto report = report_of(sale.order, refund, closing.ending, terms, now);
  const RefundEffect effect = apply_refund_report(tx, sale, report, now);
  FENRUN_ASSERT(effect == RefundEffect::recorded);
  db::end_refund(tx, refund.id, closing.ending);
  return {};
}

}  // namespace

Result<RefundClosing> propose_refund_closing(db::Tx& tx, const ProposeRefundClosing& command, Instant now) {
  RefundClosing closing = closing_of(command, now);
  const Done wanted = check_refund_closing(closing);
  if (!wanted) return wanted.error();
  auto refund = db::find_refund_by_public_id(tx, command.refund_public_id);
  if (!refund) return kRefundNotFound;
  const auto sale = db::lock_order(tx, refund->order_id);
  FENRUN_ASSERT(sale);
  refund = db::find_refund(tx, refund->id);
  if (refund->state != RefundState::requested) return kRefundClosingOvertaken;
  closing.refund = refund->id;
  if (db::find_open_refund_closing(tx, refund->id)) return kRefundClosingOpen;
  if (!db::insert_refund_closing(tx, closing)) return kRefundClosingReferenceUsed;
  db::ask_soon_about_refund(tx, refund->id, now + kRefundQuiet);
  return closing;
}

bool may_send_refund(db::Tx& tx, OrderRefundId refund) { return !db::find_open_refund_closing(tx, refund); }

void note_refund_absent(db::Tx& tx, OrderRefundId refund, Instant asked_at) {
  const auto closing = db::find_open_refund_closing(tx, refund);
  if (closing && is_late_enough(*closing, asked_at)) db::note_refund_absent(tx, closing->id, asked_at);
}

Result<RefundClosing> decide_refund_closing(db::Tx& tx, const DecideRefundClosing& command, Instant now) {
  const auto known = db::find_refund_closing(tx, command.public_id);
  if (!known) return kRefundClosingNotFound;
  auto sale = db::lock_order(tx, db::find_refund(tx, known->refund)->order_id);
  FENRUN_ASSERT(sale);
  // Asked again behind the lock: of two people at once the second sees what the first decided.
  RefundClosing closing = *db::find_refund_closing(tx, command.public_id);
  const Done decided = check_refund_closing_decision(closing, command.staff, command.is_approved);
  if (!decided) return decided.error();
  if (command.is_approved) {
    const Done applied = apply_closing(tx, *sale, closing, command.terms, now);
    if (!applied) return applied.error();
  } else {
    db::ask_soon_about_refund(tx, closing.refund, now);
  }
  closing.state = command.is_approved ? RefundClosingState::applied : RefundClosingState::refused;
  closing.decided_by = command.staff;
  closing.decided_at = now;
  db::decide_refund_closing(tx, closing);
  return closing;
}

}  // namespace fenrun::flows
