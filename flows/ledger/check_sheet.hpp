// One sheet from its first movement to its row: each movement follows from the one before, each closed month
// says what its movements say, and the row says what the newest one left.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "db/journal/sheet.hpp"
#include "db/journal/statement.hpp"
#include "domain/ledger/month.hpp"
#include "flows/ledger/walk_sheet.hpp"

namespace fenrun::flows {

class SheetCheck {
 public:
  // `months` are all that are closed of the sheet, oldest first, as find_statements_of() read them before the
  // row was read: what was closed since is not among them.
  SheetCheck(db::Sheet row, std::vector<db::StatementRow> months);

  // All movements that the row knows have passed; later ones were posted since it was read.
  [[nodiscard]] bool is_at_row() const { return walk_.number >= row_.number; }
  [[nodiscard]] std::int64_t number() const { return walk_.number; }

  // The movement that follows. Whatever is wrong is wrong with it or with a month that ended before it.
  std::optional<LedgerFault> pass(const db::JournalTxn& txn);
  // No movement follows.
  std::optional<LedgerFault> finish();

 private:
  std::optional<LedgerFault> turn_months(Instant until);
  std::optional<LedgerFault> compare_month() const;
  void open_month();
  void count_flows(const db::JournalTxn& txn);

  const db::Sheet row_;
  const std::vector<db::StatementRow> months_;
  SheetWalk walk_;
  std::optional<Instant> owed_since_;
  // Of the month that is being read.
  std::size_t month_ = 0;
  bool is_open_ = false;
  Statement drawn_;
  MoneyFlows to_date_;
};

}  // namespace fenrun::flows
