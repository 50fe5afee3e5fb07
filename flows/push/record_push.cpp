#include "flows/push/record_push.hpp"

#include "base/assert.hpp"
#include "db/consumer/consumer.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/ending.hpp"
#include "db/order/order.hpp"
#include "db/order/payment.hpp"
#include "db/push/wechat_push.hpp"
#include "domain/order/order_number.hpp"
#include "flows/consumer/delete_account.hpp"
#include "flows/order/advance_order.hpp"

namespace fenrun::flows {
namespace {

PushReport erase(db::Tx& tx, const CancelledAccount& account, Instant now) {
  const auto consumer = db::lock_consumer_by_openid(tx, account.appid, account.openid_index);
  if (!consumer) return {PushEffect::nobody, {}, "", ""};
  auto ended = delete_account(tx, {consumer->id}, now);
  if (ended) return {PushEffect::erased, std::move(ended).value(), "", ""};
  // The lock above is held, so nobody else can have deleted them meanwhile.
  FENRUN_ASSERT(ended.refused_with(kConsumerIsDealer));
  const auto dealer = db::find_dealer_of_consumer(tx, consumer->id);
  db::note_account_closed(tx, dealer->id, now);
  return {PushEffect::is_dealer, {}, consumer->public_id, ""};
}

PushReport receive(db::Tx& tx, const TradeReceipt& receipt, Instant now) {
  if (!is_external_no(receipt.transaction_id)) return {PushEffect::passed_by, {}, "", ""};
  const auto payment = db::find_payment_by_transaction(tx, receipt.transaction_id);
  if (!payment) return {PushEffect::passed_by, {}, "", ""};
  const auto order = db::find_order(tx, payment->order_id);
  if (out_trade_no_of(order->public_id) != receipt.out_trade_no) return {PushEffect::passed_by, {}, "", ""};
  if (receive_order(tx, {order->public_id, {}, receipt.terms}, now)) {
    return {PushEffect::received, {}, "", order->public_id};
  }
  const bool is_unshipped = order->state == OrderState::paid;
  return {is_unshipped ? PushEffect::not_shipped : PushEffect::passed_by, {}, "", order->public_id};
}

}  // namespace

std::string_view to_word(PushEffect effect) {
  switch (effect) {
    case PushEffect::too_old:
      return "too_old";
    case PushEffect::repeated:
      return "repeated";
    case PushEffect::recorded:
      return "recorded";
    case PushEffect::erased:
      return "erased";
    case PushEffect::nobody:
      return "nobody";
    case PushEffect::received:
      return "received";
    case PushEffect::passed_by:
      return "passed_by";
    case PushEffect::not_shipped:
      return "not_shipped";
    case PushEffect::is_dealer:
      return "is_dealer";
  }
  return "";
}

Result<PushReport> record_push(db::Tx& tx, const RecordPush& command, Instant now) {
  if (command.signed_at < now - kPushAgeMax) return PushReport{PushEffect::too_old, {}, "", ""};
  if (!db::insert_wechat_push(tx, command.dedupe_key, command.kind, now)) {
    return PushReport{PushEffect::repeated, {}, "", ""};
  }
  if (command.cancelled) return erase(tx, *command.cancelled, now);
  if (command.received) return receive(tx, *command.received, now);
  return PushReport{PushEffect::recorded, {}, "", ""};
}

}  // namespace fenrun::flows
