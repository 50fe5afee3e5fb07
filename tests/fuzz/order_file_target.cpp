// A file of orders from its bytes to what would be booked.
#include <set>

#include "base/assert.hpp"
#include "domain/order/order_file.hpp"
#include "domain/text.hpp"
#include "sheet/read_sheet.hpp"
#include "tests/fuzz/targets.hpp"

namespace fenrun::wechat::fuzz {
namespace {

void check_order(const FileOrder& order, std::set<std::size_t>& rows) {
  FENRUN_ASSERT(!order.external_no.empty() && order.external_no.size() <= kExternalNoMax);
  FENRUN_ASSERT(order.content.lines.size() == order.rows.size() && order.rows.size() <= kOrderLinesMax);
  for (const PushedLine& line : order.content.lines) {
    FENRUN_ASSERT(line.quantity >= 1 && line.quantity <= kOrderQuantityMax);
    FENRUN_ASSERT(line.unit_price_fen > Fen{0} && line.unit_price_fen <= kPriceMax);
  }
  FENRUN_ASSERT(order.content.discount_fen >= Fen{0} && order.content.freight_fen >= Fen{0});
  for (const std::size_t row : order.rows) FENRUN_ASSERT(rows.insert(row).second);
}

}  // namespace

void order_file(std::string_view input) {
  const auto sheet = sheet::read_sheet(input);
  if (!sheet) return;
  FENRUN_ASSERT(sheet->rows.size() <= static_cast<std::size_t>(sheet::kRowsMax));
  for (const TableRow& row : sheet->rows) {
    FENRUN_ASSERT(row.cells.size() <= sheet::kColumnsMax);
    for (const TableCell& cell : row.cells) {
      FENRUN_ASSERT(cell.text.size() <= sheet::kCellBytesMax && utf8_length(cell.text));
    }
  }
  const Instant now(std::chrono::seconds(1'800'000'000));
  const auto file = read_order_file(sheet->rows, sheet->counts_days_from_1904, now);
  if (!file || !file->unknown_columns.empty()) return;
  // Each row is booked with one order, or has a reason.
  std::set<std::size_t> rows;
  for (const FileOrder& order : file->orders) check_order(order, rows);
  for (const auto& [row, why] : file->bad_rows) FENRUN_ASSERT(why != nullptr && rows.insert(row).second);
  FENRUN_ASSERT(rows.size() == sheet->rows.size() - 1);
}

}  // namespace fenrun::wechat::fuzz
