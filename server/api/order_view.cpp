#include "server/api/order_view.hpp"

#include "wechat/pay/outcome/errors.hpp"

namespace fenrun::server {
namespace {

json::Writer order_line_json(const OrderLine& line) {
  json::Writer body;
  body.id("id", line.id)
      .text("title", line.title)
      .fen("unit_price_fen", line.unit_price_fen)
      .integer("quantity", line.quantity)
      .fen("discount_fen", line.discount_fen)
      .fen("coupon_fen", line.coupon_fen)
      .fen("paid_fen", line.paid_fen)
      .fen("refunded_fen", line.refunded_fen);
  return body;
}

json::Writer refund_part_json(const RefundPart& part) {
  json::Writer body;
  if (part.line_id.is_set()) {
    body.id("line", part.line_id);
  } else {
    body.null("line");
  }
  body.fen("amount_fen", part.amount_fen);
  return body;
}

void add_money(json::Writer& body, const Order& order) {
  body.fen("goods_fen", order.goods_fen)
      .fen("discount_fen", order.discount_fen)
      .fen("coupon_fen", order.coupon_fen)
      .fen("freight_fen", order.freight_fen)
      .fen("total_fen", order.total_fen)
      .fen("refunded_fen", order.refunded_fen);
}

void add_times(json::Writer& body, const Order& order) {
  body.time("created_at", order.created_at)
      .time("expires_at", order.expires_at)
      .maybe_time("paid_at", order.paid_at)
      .maybe_time("shipped_at", order.shipped_at)
      .maybe_time("received_at", order.received_at)
      .maybe_time("completed_at", order.completed_at)
      .maybe_time("closed_at", order.closed_at);
}

void add_details(json::Writer& body, const OrderWithLines& sale, const std::vector<OrderRefund>& refunds) {
  body.list("lines", sale.lines, order_line_json).list("refunds", refunds, refund_json);
}

}  // namespace

json::Writer quote_json(const flows::Quote& quote) {
  json::Writer body;
  std::size_t index = 0;
  body.list("lines", quote.price.lines,
            [&](const PricedLine& line) {
              const db::Sellable& sellable = quote.skus.at(index++);
              json::Writer item;
              item.text("sku", sellable.sku.public_id)
                  .text("title", sellable.product_name + " " + sellable.sku.name)
                  .fen("unit_price_fen", line.unit_price_fen)
                  .integer("quantity", line.gross_fen.value / line.unit_price_fen.value)
                  .fen("discount_fen", line.discount_fen)
                  .fen("coupon_fen", line.coupon_fen)
                  .fen("paid_fen", line.paid_fen);
              return item;
            })
      .fen("goods_fen", quote.price.goods_fen)
      .fen("discount_fen", quote.price.discount_fen)
      .fen("coupon_fen", quote.price.coupon_fen)
      .fen("freight_fen", quote.price.freight_fen)
      .fen("total_fen", quote.price.total_fen);
  return body;
}

json::Writer order_json(const Order& order) {
  json::Writer body;
  body.text("id", order.public_id).text("state", to_text(order.state));
  add_money(body, order);
  body.text("remark", order.remark).text("carrier", order.carrier).text("tracking_no", order.tracking_no);
  add_times(body, order);
  return body;
}

json::Writer order_detail_json(const OrderWithLines& sale, const std::vector<OrderRefund>& refunds) {
  auto body = order_json(sale.order);
  add_details(body, sale, refunds);
  return body;
}

json::Writer sold_order_json(const Order& order) {
  json::Writer body;
  body.text("id", order.public_id)
      .text("state", to_text(order.state))
      .fen("total_fen", order.total_fen)
      .fen("refunded_fen", order.refunded_fen)
      .maybe_time("paid_at", order.paid_at)
      .maybe_time("hold_ends_at", order.hold_ends_at);
  return body;
}

json::Writer sold_order_detail_json(const OrderWithLines& sale, const OrderShares& shares, DealerId seller,
                                    Language language) {
  auto body = sold_order_json(sale.order);
  body.list("lines", sale.lines, [&](const OrderLine& line) {
    json::Writer shown;
    shown.id("id", line.id)
        .text("title", line.title)
        .integer("quantity", line.quantity)
        .fen("paid_fen", line.paid_fen)
        .fen("refunded_fen", line.refunded_fen);
    add_own_line_shares(shown, shares, line.id, seller, language);
    return shown;
  });
  return body;
}

json::Writer staff_order_json(const Order& order, DealerNames& names) {
  auto body = order_json(order);
  body.text("source", order.source)
      .text("external_no", order.external_no)
      .text("channel", to_text(order.channel))
      .maybe_time("hold_ends_at", order.hold_ends_at)
      .list("upline", order.stamp.upline, [&](const UplineMember& member) {
        json::Writer dealer;
        dealer.maybe_text("id", names.public_id(member.dealer_id))
            .maybe_text("name", names.name(member.dealer_id))
            .object("tier", tier_json(names.tier(member.tier_id)));
        return dealer;
      });
  return body;
}

json::Writer staff_order_detail_json(const OrderWithLines& sale, const std::vector<OrderRefund>& refunds,
                                     const OrderShares& shares, DealerNames& names, Language language) {
  auto body = staff_order_json(sale.order, names);
  body.list("lines", sale.lines, [&](const OrderLine& line) {
    auto shown = order_line_json(line);
    add_line_shares(shown, shares, line.id, names, language);
    return shown;
  });
  return body.list("refunds", refunds, refund_json);
}

std::string order_state_name(OrderState state, Language language) {
  const auto word = [&](const char* zh, const char* en) { return language == Language::zh ? zh : en; };
  switch (state) {
    case OrderState::created:
      return word("待付款", "Unpaid");
    case OrderState::paid:
      return word("已付款", "Paid");
    case OrderState::shipped:
      return word("已发货", "Shipped");
    case OrderState::received:
      return word("已收货", "Received");
    case OrderState::completed:
      return word("已完成", "Completed");
    case OrderState::closed:
      return word("已关闭", "Closed");
  }
  return {};
}

std::string refund_state_name(RefundState state, Language language) {
  const auto word = [&](const char* zh, const char* en) { return language == Language::zh ? zh : en; };
  switch (state) {
    case RefundState::requested:
      return word("已申请", "Requested");
    case RefundState::processing:
      return word("处理中", "Processing");
    case RefundState::abnormal:
      return word("异常，需人工处理", "Abnormal");
    case RefundState::succeeded:
      return word("已退款", "Refunded");
    case RefundState::closed:
      return word("已关闭", "Closed");
  }
  return {};
}

std::string refund_ending_name(std::optional<RefundEnding> ending, Language language) {
  if (!ending) return {};
  const bool is_zh = language == Language::zh;
  if (*ending == RefundEnding::called_off) return is_zh ? "不再退款" : "Called off";
  return is_zh ? "已另行付给买家" : "Paid otherwise";
}

json::Writer refund_json(const OrderRefund& refund) {
  json::Writer body;
  body.text("id", refund.public_id)
      .text("state", to_text(refund.state))
      .fen("amount_fen", refund.amount_fen)
      .text("reason", refund.reason)
      .list("parts", refund.parts, refund_part_json)
      .time("created_at", refund.created_at)
      .maybe_time("succeeded_at", refund.succeeded_at);
  return body;
}

json::Writer staff_refund_json(const OrderRefund& refund, const std::string& order, Language language) {
  auto body = refund_json(refund);
  body.text("order", order);
  body.maybe_text("ending",
                  refund.ending ? std::optional(std::string(to_word(*refund.ending))) : std::nullopt);
  // WeChat took back its word when it accepted the refund after all.
  const bool is_refused =
      !refund.refusal.empty() && (refund.state == RefundState::requested || refund.ending);
  if (!is_refused) return body.null("refusal");
  const wechat::PayErrorRow* row = wechat::find_pay_error(refund.refusal);
  const auto in_words = [&](std::string_view zh, std::string_view en) {
    return std::string(language == Language::zh ? zh : en);
  };
  json::Writer refusal;
  refusal.text("code", refund.refusal)
      .text("meaning", row != nullptr ? in_words(row->zh, row->en) : refund.refusal)
      .text("next", row != nullptr ? in_words(row->next_zh, row->next_en) : "");
  return body.object("refusal", refusal);
}

}  // namespace fenrun::server
