#include "flows/order/import_order.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "db/order/order.hpp"
#include "db/order/refund.hpp"
#include "db/order/sellable.hpp"
#include "domain/order/refund.hpp"

namespace fenrun::flows {
namespace {

using SoldLine = std::tuple<SkuId, int, Fen>;

bool is_same_content(db::Tx& tx, const Order& known, const PushedContent& said) {
  if (known.discount_fen != said.discount_fen || known.coupon_fen != said.coupon_fen ||
      known.freight_fen != said.freight_fen) {
    return false;
  }
  std::vector<SoldLine> known_lines;
  for (const OrderLine& line : db::lines_of_order(tx, known.id)) {
    known_lines.emplace_back(line.sku_id, line.quantity, line.unit_price_fen);
  }
  std::vector<SoldLine> said_lines;
  for (const PushedLine& line : said.lines) {
    const auto sellable = db::find_sellable_by_code(tx, line.sku_code);
    if (!sellable) return false;
    said_lines.emplace_back(sellable->sku.id, line.quantity, line.unit_price_fen);
  }
  std::sort(known_lines.begin(), known_lines.end());
  std::sort(said_lines.begin(), said_lines.end());
  return known_lines == said_lines;
}

// The order as it is, or would be, with its payment. Lines of a new one have no ids yet; any will do here.
Result<OrderWithLines> order_to_be(db::Tx& tx, const std::optional<Order>& known, const PushOrder& command,
                                   Instant now) {
  OrderWithLines sale;
  if (known) {
    sale = {*known, db::lines_of_order(tx, known->id)};
  } else {
    auto drafted = draft_pushed_order(tx, command, now);
    if (!drafted) return drafted;
    sale = *std::move(drafted);
    for (std::size_t i = 0; i < sale.lines.size(); ++i)
      sale.lines[i].id = OrderLineId{static_cast<std::int64_t>(i) + 1};
  }
  if (!sale.order.paid_at) sale.order.paid_at = command.said.paid_at;
  return sale;
}

// Whether all fit, one after the other.
Done check_refunds(db::Tx& tx, OrderWithLines sale, const std::vector<PushedRefund>& refunds) {
  for (const PushedRefund& refund : refunds) {
    const auto booked = db::find_refund_by_no(tx, sale.order.id, refund.refund_no);
    if (booked && booked->amount_fen != refund.amount_fen) return kImportRefundDiffers;
    const auto articles = articles_of_refund(tx, refund);
    if (!articles) return articles.error();
    if (booked) continue;
    const auto parts = parts_of_reported(sale, refund.amount_fen, *articles);
    if (!parts) return parts.error();
    ask_refund(sale, *parts);
  }
  return {};
}

ImportEffect effect_of(const std::optional<Order>& before, const PushedReport& report) {
  if (!before) return ImportEffect::booked;
  return report.order->version == before->version ? ImportEffect::unchanged : ImportEffect::updated;
}

}  // namespace

Result<ImportedOrder> import_order(db::Tx& tx, const PushOrder& command, Instant now) {
  FENRUN_ASSERT(command.content || !command.refunds.empty());
  const auto before = db::find_order_by_external_no(tx, command.source, command.external_no);
  if (!before && !command.content) return kImportRefundOfNothing;
  if (before && command.content && !is_same_content(tx, *before, *command.content)) return kImportDiffers;
  const auto sale = order_to_be(tx, before, command, now);
  if (!sale) return sale.error();
  if (const auto fit = check_refunds(tx, *sale, command.refunds); !fit) return fit.error();
  auto report = push_order(tx, command, now);
  if (!report) return report.error();
  return ImportedOrder{effect_of(before, *report), std::move(report->alarms)};
}

}  // namespace fenrun::flows
