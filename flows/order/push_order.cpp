#include "flows/order/push_order.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "db/consumer/consumer.hpp"
#include "db/order/order.hpp"
#include "db/order/order_source.hpp"
#include "db/order/sellable.hpp"
#include "domain/order/order_number.hpp"
#include "domain/order/price_order.hpp"
#include "flows/order/advance_order.hpp"
#include "flows/order/pay_order.hpp"
#include "flows/order/place_order.hpp"
#include "flows/order/record_refund.hpp"

namespace fenrun::flows {
namespace {

// A phone number that several accounts share says nothing about who bought.
ConsumerId buyer_of(db::Tx& tx, const PushedContent& content) {
  if (content.buyer_phone_index.empty()) return {};
  const auto consumers = db::find_consumers_by_phone(tx, content.buyer_phone_index);
  return consumers.size() == 1 ? consumers.front().id : ConsumerId{};
}

struct PricedContent {
  std::vector<db::Sellable> sold;
  PricedOrder price;
};

Result<PricedContent> price_pushed_content(db::Tx& tx, const PushedContent& content) {
  OrderDraft draft{{}, content.discount_fen, content.coupon_fen, content.freight_fen};
  PricedContent priced;
  for (const PushedLine& line : content.lines) {
    auto sellable = db::find_sellable_by_code(tx, line.sku_code);
    if (!sellable) return kSkuNotFound;
    draft.lines.push_back({sellable->sku.id, line.unit_price_fen, std::nullopt, line.quantity});
    priced.sold.push_back(std::move(*sellable));
  }
  auto price = price_order(draft);
  if (!price) return price.error();
  priced.price = std::move(*price);
  return priced;
}

// Other shops decide themselves when an order of theirs has expired.
Result<std::optional<OrderWithLines>> find_or_insert(db::Tx& tx, const PushOrder& command, Instant now) {
  auto sale = db::lock_order_by_external_no(tx, command.source, command.external_no);
  if (sale || !command.content) return sale;
  auto built = draft_pushed_order(tx, command, now);
  if (!built) return built.error();
  const bool is_new = db::insert_order(tx, *built, std::nullopt, "");
  FENRUN_ASSERT(is_new);
  return std::optional(std::move(*built));
}

// A step that the state does not allow (any more) is left; any other refusal is the shop's to hear.
bool is_refused(const Result<Order>& step) { return !step && !step.refused_with(kOrderStateConflict); }

// Each step that is known and possible.
Result<bool> catch_up(db::Tx& tx, OrderWithLines& sale, const PushOrder& command,
                      const PushedMilestones& known, Instant now) {
  const std::string& id = sale.order.public_id;
  if (known.paid_at && !sale.order.paid_at) {
    // The order may have begun, for the other shop, before we heard of it.
    sale.order.created_at = std::min(sale.order.created_at, *known.paid_at);
    const PaidOrder paid{sale, *known.paid_at, command.terms};
    pay_orders(tx, {&paid, 1}, now);
  }
  if (known.closed_at) {
    if (const auto closed = close_order(tx, {id, {}}, now); is_refused(closed)) return closed.error();
  }
  if (known.shipped_at || known.received_at) {
    const auto shipped = ship_order(tx, {id, known.carrier, known.tracking_no, command.terms}, now);
    if (is_refused(shipped)) return shipped.error();
    // Who says nothing of a parcel corrects none: staff may have shipped it.
    if (!shipped && !known.carrier.empty())
      db::correct_parcel(tx, sale.order.id, known.carrier, known.tracking_no);
  }
  if (known.received_at) {
    const auto received = receive_order(tx, {id, {}, command.terms}, now);
    if (is_refused(received)) return received.error();
  }
  return true;
}

Result<std::vector<std::string>> record_pushed_refunds(db::Tx& tx, const PushOrder& command, Instant now) {
  std::vector<std::string> alarms;
  for (const PushedRefund& refund : command.refunds) {
    auto parts = articles_of_refund(tx, refund);
    if (!parts) return parts.error();
    RecordRefund report;
    report.source = command.source;
    report.external_no = command.external_no;
    report.refund_no = refund.refund_no;
    report.amount_fen = refund.amount_fen;
    report.parts = *std::move(parts);
    report.happened_at = refund.happened_at.value_or(now);
    report.terms = command.terms;
    const auto effect = record_refund(tx, report, now);
    if (effect && is_alarming(*effect)) alarms.push_back(refund.refund_no);
  }
  return alarms;
}

bool has_valid_numbers(const PushOrder& command) {
  return is_external_no(command.external_no) &&
         std::all_of(command.refunds.begin(), command.refunds.end(), [](const PushedRefund& refund) {
           return is_external_no(refund.refund_no) && refund.amount_fen > Fen{0};
         });
}

}  // namespace

Result<OrderWithLines> draft_pushed_order(db::Tx& tx, const PushOrder& command, Instant now) {
  const PushedContent& content = *command.content;
  const auto priced = price_pushed_content(tx, content);
  if (!priced) return priced.error();
  const PricedOrder& price = priced->price;
  OrderWithLines sale;
  Order& order = sale.order;
  order.public_id = command.public_id;
  order.source = command.source;
  order.external_no = command.external_no;
  order.channel = command.channel;
  order.consumer_id = buyer_of(tx, content);
  order.goods_fen = price.goods_fen;
  order.discount_fen = price.discount_fen;
  order.coupon_fen = price.coupon_fen;
  order.freight_fen = price.freight_fen;
  order.total_fen = price.total_fen;
  order.created_at = order.expires_at = now;
  for (std::size_t i = 0; i < priced->sold.size(); ++i) {
    sale.lines.push_back(line_of_sellable(priced->sold[i], price.lines[i], content.lines[i].quantity));
  }
  return sale;
}

Result<std::vector<SkuRefundPart>> articles_of_refund(db::Tx& tx, const PushedRefund& refund) {
  std::vector<SkuRefundPart> parts;
  for (const PushedRefundPart& part : refund.parts) {
    const bool is_freight = part.sku_code.empty();
    const auto sellable = is_freight ? std::nullopt : db::find_sellable_by_code(tx, part.sku_code);
    if (!is_freight && !sellable) return kSkuNotFound;
    parts.push_back({is_freight ? SkuId{} : sellable->sku.id, part.amount_fen});
  }
  return parts;
}

Result<PushedReport> push_order(db::Tx& tx, const PushOrder& command, Instant now) {
  if (!has_valid_numbers(command)) return kPushExternalNoInvalid;
  if (!std::ranges::all_of(command.refunds, are_parts_whole)) return kRefundPartsInvalid;
  if (!is_parcel(command.said.carrier, command.said.tracking_no)) return kShippingInvalid;
  const auto before = db::lock_pushed_order(tx, command.source, command.external_no, now);
  const auto known = merged(before, command.said);
  auto sale = find_or_insert(tx, command, now);
  if (!sale) return sale.error();
  db::update_pushed_order(tx, command.source, command.external_no, known);
  PushedReport report;
  if (*sale) {
    if (const auto caught_up = catch_up(tx, **sale, command, known, now); !caught_up)
      return caught_up.error();
  }
  auto alarms = record_pushed_refunds(tx, command, now);
  if (!alarms) return alarms.error();
  report.alarms = *std::move(alarms);
  if (*sale) report.order = db::find_order(tx, (*sale)->order.id);
  return report;
}

}  // namespace fenrun::flows
