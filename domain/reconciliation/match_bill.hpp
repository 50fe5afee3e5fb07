// The three-way match of one account's day: our rows, the fund bill, and what the ledger settled.
//
// A line belongs to our row when either of its numbers is either of the row's. What a bill paid for a row is
// what came and went under its numbers together, so that a transfer that came back the same day is none.
// Where a row ended on one side of midnight for us and on the other for WeChat, the line is found in the bill
// of the day beside it: that is no difference, only counted.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/reconciliation/bill_line.hpp"
#include "domain/reconciliation/difference.hpp"

namespace fenrun {

// Whether WeChat should have moved the money, by what we know.
enum class Expected : std::uint8_t {
  moved,
  not_moved,
  either,  // a refund that was asked for: listed when WeChat accepts it, whatever becomes of it
};

struct OurEntry {
  std::string number;          // ours
  std::string channel_number;  // WeChat's; empty while it is not known
  std::string state;           // our word, for people
  Fen flow;                    // what its line brings: a transfer or refund is negative
  Expected expected = Expected::moved;
  bool is_of_day = false;  // it ended on the day for us, so a bill must have it
  bool is_in_ledger = false;
  std::optional<Fen> settled;  // what the ledger paid for it; only where is_in_ledger
};

struct BillMatch {
  BillAccount account = BillAccount::operation;
  std::span<const OurEntry> ours;  // those of the day, and all others that the lines name; no number twice
  std::span<const BillLine> lines;
  std::span<const BillLine> before;  // of the bill of the day before; empty where it is not known
  std::span<const BillLine> after;   // likewise
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
