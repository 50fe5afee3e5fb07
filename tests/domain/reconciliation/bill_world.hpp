// A day's rows of ours and the bill that agrees with them, as examples and random tests build them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/reconciliation/match_bill.hpp"
#include "domain/reconciliation/reconciliation_day.hpp"

namespace fenrun::testing {

// A transfer that ended well on the day and that the ledger settled.
inline OurEntry paid_transfer(std::size_t number, std::int64_t fen) {
  OurEntry entry;
  entry.number = "P" + std::to_string(number);
  entry.channel_number = "1330" + std::to_string(number);
  entry.state = "succeeded";
  entry.flow = Fen{-fen};
  entry.is_of_day = true;
  entry.is_in_ledger = true;
  entry.settled = Fen{fen};
  return entry;
}

// A payment (positive) or a refund (negative) of an order; our books hold it, the ledger does not.
inline OurEntry order_money(std::size_t number, std::int64_t fen) {
  OurEntry entry;
  entry.number = "O" + std::to_string(number);
  entry.channel_number = "4200" + std::to_string(number);
  entry.state = "paid";
  entry.flow = Fen{fen};
  entry.is_of_day = true;
  return entry;
}

inline BillLine line_of(std::size_t fund_number, std::string voucher, std::string channel, LineKind kind,
                        std::int64_t flow) {
  BillLine line;
  line.fund_number = "F" + std::to_string(fund_number);
  line.voucher_number = std::move(voucher);
  line.channel_number = std::move(channel);
  line.kind = kind;
  line.is_income = flow > 0;
  line.amount = Fen{flow > 0 ? flow : -flow};
  return line;
}

inline BillLine line_of(std::size_t fund_number, const OurEntry& entry) {
  const LineKind kind = entry.is_in_ledger     ? LineKind::transfer
                        : entry.flow.value > 0 ? LineKind::payment
                                               : LineKind::refund;
  return line_of(fund_number, entry.number, entry.channel_number, kind, entry.flow.value);
}

struct BillDayWorld {
  BillKind account = BillKind::operation;
  std::vector<OurEntry> ours;
  std::vector<BillLine> before, lines, after;

  [[nodiscard]] MatchedBill match() const {
    OurBook book;
    for (const OurEntry& entry : ours) book.add(entry);
    return match_bill({account, &book, lines_in(lines), lines_in(before), lines_in(after)});
  }
};

}  // namespace fenrun::testing
