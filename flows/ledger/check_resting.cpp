#include "flows/ledger/check_resting.hpp"

#include <iterator>
#include <map>
#include <utility>

#include "db/journal/explained.hpp"
#include "db/journal/orphan.hpp"
#include "db/journal/sheet.hpp"
#include "flows/ledger/verify_ledger.hpp"

namespace fenrun::flows {
namespace {

using SheetFaults = std::map<SheetId, LedgerFault>;

// Verification ends at the first fault; it goes on after that one's sheet.
void walk_all(db::Tx& tx, std::span<const SheetId> sheets, SheetFaults& faults) {
  while (!sheets.empty()) {
    std::int64_t movements = 0;
    auto fault = verify_sheets(tx, sheets, movements);
    if (!fault) return;
    const SheetId faulty = fault->sheet;
    while (!sheets.empty() && sheets.front() <= faulty) sheets = sheets.subspan(1);
    faults.emplace(faulty, *std::move(fault));
  }
}

std::vector<LedgerFault> check_sheet_rows(db::Tx& tx, std::span<const db::Sheet> rows,
                                          std::int64_t movements_max) {
  std::vector<SheetId> all;
  std::vector<SheetId> short_ones;
  for (const db::Sheet& row : rows) {
    all.push_back(row.id);
    if (row.number <= movements_max) short_ones.push_back(row.id);
  }
  SheetFaults faults;
  for (const db::Orphan& apart : db::find_sheets_apart(tx, all))
    faults.emplace(apart.sheet, LedgerFault{apart.sheet, apart.number, "is not what the sheet's row says"});
  walk_all(tx, short_ones, faults);
  std::vector<LedgerFault> found;
  for (auto& [sheet, fault] : faults) found.push_back(std::move(fault));
  return found;
}

}  // namespace

std::size_t count_within(std::span<const db::Sheet> rows, std::int64_t movements_max) {
  std::size_t count = 0;
  for (std::int64_t movements = 0; count < rows.size(); ++count) {
    movements += rows[count].number;
    if (count > 0 && movements > movements_max) break;
  }
  return count;
}

RestingBite check_resting(db::Tx& tx, SheetId after, int sheets_max, std::int64_t movements_max) {
  const auto next = db::list_sheets(tx, after, sheets_max);
  std::vector<db::Sheet> rows = db::find_sheets(tx, next);
  const bool is_end = std::ssize(next) < sheets_max;
  const std::size_t count = count_within(rows, movements_max);
  RestingBite bite;
  if (!is_end || count < rows.size()) bite.last = rows[count - 1].id;
  rows.resize(count);
  bite.sheets = static_cast<int>(count);
  bite.faults = check_sheet_rows(tx, rows, movements_max);
  return bite;
}

std::vector<LedgerFault> check_sheets(db::Tx& tx, std::span<const SheetId> sheets,
                                      std::int64_t movements_max) {
  // One by one: what is read together is everything between the first sheet and the last, and these are no
  // neighbours.
  std::vector<LedgerFault> faults;
  for (const db::Sheet& row : db::find_sheets(tx, sheets)) {
    auto found = check_sheet_rows(tx, {&row, 1}, movements_max);
    faults.insert(faults.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
  }
  return faults;
}

}  // namespace fenrun::flows
