// The three-way match of one bill of a day: our rows, the bill, and what the ledger settled.
//
// A line belongs to our row when either of its numbers is either of the row's. What a bill paid for a row is
// what came and went under its numbers together, so that a transfer that came back the same day is none.
// Where a row ended on one side of midnight for us and on the other for WeChat, the line is found in the bill
// of the day beside it: that is no difference, only counted.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/reconciliation/bill_line.hpp"
#include "domain/reconciliation/difference.hpp"
#include "domain/reconciliation/our_book.hpp"

namespace fenrun {

struct BillMatch {
  BillKind account = BillKind::operation;
  const OurBook* ours = nullptr;  // the rows of the day, and all others that the lines name
  BillLines lines;
  BillLines before;  // of the bill of the day before; no lines where it is not known
  BillLines after;   // likewise
};

struct BillFigures {
  std::int64_t lines = 0;
  Fen income;
  Fen expense;
  std::int64_t matched = 0;  // rows of ours that agree with this day's bill
  Fen matched_sum;           // of what they moved, whichever way
  std::int64_t beside = 0;   // rows of ours that a bill beside has
  std::int64_t outside = 0;  // lines of known kinds that our books do not hold
  Fen outside_sum;           // what they brought together
  std::int64_t differences = 0;

  friend bool operator==(const BillFigures&, const BillFigures&) = default;
};

struct MatchedBill {
  BillFigures figures;
  std::vector<Difference> differences;  // by class and key
};

MatchedBill match_bill(const BillMatch& bill);

}  // namespace fenrun
