// A line of a fund bill as the matcher sees it, and what WeChat's words for it mean.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/money.hpp"

namespace fenrun {

// Whose fund bill it is. The ledger's account `wechat` is the first; the money of buyers passes the second,
// and of it our books hold payments and refunds.
enum class BillAccount : std::uint8_t { operation, basic };
inline constexpr BillAccount kBillAccounts[] = {BillAccount::operation, BillAccount::basic};

std::string_view to_word(BillAccount account);
std::optional<BillAccount> bill_account_from(std::string_view word);

enum class LineKind : std::uint8_t {
  transfer,  // to a dealer, and what comes back of one
  payment,
  refund,  // and what comes back of one that failed
  fee,     // and what comes back of it
  top_up,
  bank_payout,
  sharing,
  unknown,  // WeChat changes its words: looked at by a person, never fatal
};

// By 业务名称 and 业务类型.
LineKind line_kind_of(std::string_view business_name, std::string_view business_type);

struct BillLine {
  std::string fund_number;     // 资金流水单号: of this line alone
  std::string channel_number;  // 微信支付业务单号
  std::string voucher_number;  // 业务凭证号; which of the two is ours is not published
  std::string business;        // name and type, for the person who looks at it
  LineKind kind = LineKind::unknown;
  bool is_income = false;
  Fen amount;  // not negative
};

// Money that came is positive.
constexpr Fen flow_of(const BillLine& line) { return line.is_income ? line.amount : Fen{-line.amount.value}; }

// A bill is gone through line by line and never held: a line lives until the next, and the bill may be gone
// through again.
using LineVisitor = std::function<void(const BillLine&)>;
using BillLines = std::function<void(const LineVisitor&)>;
// `lines` outlive it.
BillLines lines_in(std::span<const BillLine> lines);

}  // namespace fenrun
