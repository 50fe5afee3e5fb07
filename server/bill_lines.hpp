// A bill of WeChat's as lines for the matcher.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/reconciliation/bill_line.hpp"
#include "flows/reconciliation/reconcile_day.hpp"

namespace fenrun::server {

struct BillSums {
  std::int64_t lines = 0;
  Fen income;
  Fen expense;
  std::vector<std::string> unknown_columns;  // WeChat added them: nothing is read of them
};

// Goes through a bill as it was fetched, piece by piece. Refuses with wechat::kBillUnreadable, also when a
// line has no number to know it by; lines before the fault have been shown.
Result<BillSums> walk_bill_lines(BillKind bill, std::string_view packed, const LineVisitor& visit);

// Of a stored file, which could be read when it was stored: throws std::runtime_error when it cannot now.
void walk_stored_bill(BillKind bill, const flows::FilePieces& packed, const LineVisitor& visit);

}  // namespace fenrun::server
