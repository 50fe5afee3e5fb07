#include "flows/order/record_payment.hpp"

#include "base/assert.hpp"
#include "db/consumer/consumer.hpp"
#include "db/order/notify_inbox.hpp"
#include "db/order/order.hpp"
#include "db/order/payment.hpp"
#include "domain/order/order_number.hpp"
#include "flows/order/pay_order.hpp"

namespace fenrun::flows {
namespace {

// The account of a deleted consumer is erased, so that nothing is left to compare its payer with.
bool is_payer(db::Tx& tx, const Order& order, const std::string& payer_index) {
  const auto consumer = db::find_consumer(tx, order.consumer_id);
  return consumer && (consumer->openid_index.empty() || consumer->openid_index == payer_index);
}

// `recorded` when everything fits.
PaymentEffect judge_payment(db::Tx& tx, const Order& order, const RecordPayment& report) {
  if (report.appid != report.our_appid) return PaymentEffect::wrong_appid;
  if (report.mchid != report.our_mchid) return PaymentEffect::wrong_mchid;
  if (report.currency != "CNY") return PaymentEffect::wrong_currency;
  if (report.amount_fen != order.total_fen) return PaymentEffect::wrong_amount;
  if (!is_payer(tx, order, report.payer_index)) return PaymentEffect::wrong_payer;
  return PaymentEffect::recorded;
}

PaymentEffect suspend_payment(db::Tx& tx, const RecordPayment& report, PaymentEffect effect, Instant now) {
  db::note_suspense(tx, {to_word(effect), report.out_trade_no, report.transaction_id, report.amount_fen},
                    now);
  return effect;
}

}  // namespace

std::string_view to_word(PaymentEffect effect) {
  switch (effect) {
    case PaymentEffect::recorded:
      return "recorded";
    case PaymentEffect::repeated:
      return "repeated";
    case PaymentEffect::unknown_order:
      return "unknown_order";
    case PaymentEffect::wrong_appid:
      return "wrong_appid";
    case PaymentEffect::wrong_mchid:
      return "wrong_mchid";
    case PaymentEffect::wrong_currency:
      return "wrong_currency";
    case PaymentEffect::wrong_amount:
      return "wrong_amount";
    case PaymentEffect::wrong_payer:
      return "wrong_payer";
    case PaymentEffect::second_payment:
      return "second_payment";
  }
  FENRUN_ASSERT(false);
}

bool is_alarming(PaymentEffect effect) {
  return effect != PaymentEffect::recorded && effect != PaymentEffect::repeated;
}

Result<PaymentEffect> record_payment(db::Tx& tx, const RecordPayment& report, Instant now) {
  const auto public_id = order_of_out_trade_no(report.out_trade_no);
  auto sale = public_id ? db::lock_order_by_public_id(tx, *public_id) : std::nullopt;
  if (!sale) return suspend_payment(tx, report, PaymentEffect::unknown_order, now);
  if (const auto earlier = db::find_payment(tx, sale->order.id)) {
    if (earlier->transaction_id == report.transaction_id) return PaymentEffect::repeated;
    return suspend_payment(tx, report, PaymentEffect::second_payment, now);
  }
  const auto judged = judge_payment(tx, sale->order, report);
  if (is_alarming(judged)) return suspend_payment(tx, report, judged, now);
  const db::Payment payment{sale->order.id, report.transaction_id, report.amount_fen, report.paid_at};
  if (!db::insert_payment(tx, payment, now)) {
    return suspend_payment(tx, report, PaymentEffect::second_payment, now);
  }
  pay_order(tx, *sale, report.paid_at, report.terms, now);
  return PaymentEffect::recorded;
}

}  // namespace fenrun::flows
