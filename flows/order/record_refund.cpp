#include "flows/order/record_refund.hpp"

#include "base/assert.hpp"
#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "db/order/notify_inbox.hpp"
#include "db/order/order.hpp"
#include "db/order/refund.hpp"
#include "flows/order/book_sale.hpp"

namespace fenrun::flows {
namespace {

RefundEffect suspend_refund(db::Tx& tx, const RecordRefund& report, RefundEffect effect, Instant now) {
  db::note_suspense(
      tx, {to_word(effect), report.source, report.external_no, report.refund_no, report.amount_fen}, now);
  return effect;
}

// A number for a refund that was made elsewhere: the same for every report of it, so that a story that runs
// twice writes the same row.
std::string public_id_of_report(const RecordRefund& report, Instant now) {
  const auto hash = crypto::sha256(report.source + "\n" + report.external_no + "\n" + report.refund_no);
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
  return crypto::make_ulid(ms, std::span(hash).first<10>());
}

void store_refunded(db::Tx& tx, OrderWithLines& sale, const RecordRefund& report, Instant now) {
  if (sale.order.is_wholly_refunded()) {
    const auto state = move_order(sale.order.state, OrderEvent::refund_whole);
    FENRUN_ASSERT(state);
    if (*state == OrderState::closed) sale.order.closed_at = now;
    sale.order.state = *state;
  }
  db::update_order(tx, sale.order, next_step_at(sale.order, report.terms));
  db::update_line_refunds(tx, sale.lines);
}

void succeed(db::Tx& tx, OrderWithLines& sale, const OrderRefund& refund, const RecordRefund& report,
             Instant now) {
  complete_refund(sale, refund.parts);
  store_refunded(tx, sale, report, now);
  claw_back_sale(tx, sale, refund, now);
}

RefundEffect adopt_refund(db::Tx& tx, OrderWithLines& sale, const RecordRefund& report, Instant now) {
  if (report.state != RefundState::succeeded) return RefundEffect::repeated;
  auto parts = parts_of_reported(sale, report.amount_fen, report.parts);
  if (!parts) {
    const bool is_elsewhere = !report.parts.empty() && parts.refused_with(kRefundPartsInvalid);
    const RefundEffect effect = is_elsewhere ? RefundEffect::wrong_parts : RefundEffect::too_large;
    return suspend_refund(tx, report, effect, now);
  }
  OrderRefund refund;
  refund.public_id = public_id_of_report(report, now);
  refund.order_id = sale.order.id;
  refund.refund_no = report.refund_no;
  refund.state = RefundState::succeeded;
  refund.amount_fen = report.amount_fen;
  refund.parts = std::move(*parts);
  refund.reason = "reported by " + report.source;
  refund.channel_refund_id = report.channel_refund_id;
  refund.created_at = now;
  refund.succeeded_at = report.happened_at;
  const bool is_new = db::insert_refund(tx, refund, std::nullopt);
  FENRUN_ASSERT(is_new);
  ask_refund(sale, refund.parts);
  succeed(tx, sale, refund, report, now);
  return RefundEffect::recorded;
}

}  // namespace

std::string_view to_word(RefundEffect effect) {
  switch (effect) {
    case RefundEffect::recorded:
      return "recorded";
    case RefundEffect::repeated:
      return "repeated";
    case RefundEffect::parked:
      return "parked";
    case RefundEffect::unknown_order:
      return "unknown_order";
    case RefundEffect::wrong_amount:
      return "wrong_amount";
    case RefundEffect::too_large:
      return "too_large";
    case RefundEffect::wrong_parts:
      return "wrong_parts";
  }
  FENRUN_ASSERT(false);
}

bool is_alarming(RefundEffect effect) {
  return effect == RefundEffect::unknown_order || effect == RefundEffect::wrong_amount ||
         effect == RefundEffect::too_large || effect == RefundEffect::wrong_parts;
}

RefundEffect apply_refund_report(db::Tx& tx, OrderWithLines& sale, const RecordRefund& report, Instant now) {
  auto refund = db::find_refund_by_no(tx, sale.order.id, report.refund_no);
  if (!refund) return adopt_refund(tx, sale, report, now);
  if (refund->amount_fen != report.amount_fen) {
    return suspend_refund(tx, report, RefundEffect::wrong_amount, now);
  }
  if (!leads_on(refund->state, report.state)) return RefundEffect::repeated;
  refund->state = report.state;
  if (!report.channel_refund_id.empty()) refund->channel_refund_id = report.channel_refund_id;
  if (report.state == RefundState::succeeded) refund->succeeded_at = report.happened_at;
  const auto ask_again = is_final(report.state) ? std::nullopt : std::optional(now + std::chrono::minutes(5));
  db::update_refund(tx, *refund, ask_again);
  if (report.state == RefundState::succeeded) succeed(tx, sale, *refund, report, now);
  if (report.state == RefundState::closed) {
    forget_refund(sale, refund->parts);
    store_refunded(tx, sale, report, now);
  }
  return RefundEffect::recorded;
}

Result<RefundEffect> record_refund(db::Tx& tx, const RecordRefund& report, Instant now) {
  auto sale = db::lock_order_by_external_no(tx, report.source, report.external_no);
  const bool is_ours = report.source == kMiniProgramSource;
  if (!sale && is_ours) return suspend_refund(tx, report, RefundEffect::unknown_order, now);
  if (sale && sale->order.paid_at) return apply_refund_report(tx, *sale, report, now);
  if (report.state != RefundState::succeeded) return RefundEffect::repeated;
  const bool is_new = db::park_refund(tx,
                                      {report.source, report.external_no, report.refund_no, report.amount_fen,
                                       report.parts, report.channel_refund_id},
                                      now);
  return is_new ? RefundEffect::parked : RefundEffect::repeated;
}

}  // namespace fenrun::flows
