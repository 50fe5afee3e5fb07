#include "flows/order/import_order.hpp"

#include <algorithm>
#include <tuple>

#include "base/assert.hpp"
#include "db/order/order.hpp"
#include "db/order/sellable.hpp"

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

}  // namespace

Result<ImportEffect> import_order(db::Tx& tx, const PushOrder& command, Instant now) {
  FENRUN_ASSERT(command.content && command.refunds.empty());
  const auto before = db::find_order_by_external_no(tx, command.source, command.external_no);
  if (before && !is_same_content(tx, *before, *command.content)) return kImportDiffers;
  if (!before) {
    if (const auto sound = check_pushed_content(tx, *command.content); !sound) return sound.error();
  }
  const auto report = push_order(tx, command, now);
  if (!report) return report.error();
  if (!before) return ImportEffect::booked;
  return report->order->version == before->version ? ImportEffect::unchanged : ImportEffect::updated;
}

}  // namespace fenrun::flows
