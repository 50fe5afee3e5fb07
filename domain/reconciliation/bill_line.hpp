// A line of a bill as the matcher sees it, and what WeChat's words for it mean.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/money.hpp"

namespace fenrun {

// The bills of a day. Two are fund bills, of an account each: the ledger's account `wechat` is the first; the
// money of buyers passes the second, and of it our books hold payments and refunds. The third is the trade
// bill, which lists the same payments and refunds by what was ordered and not by what came. Tables and API
// have the word as `account`.
enum class BillKind : std::uint8_t { operation, basic, trade };
inline constexpr BillKind kBillKinds[] = {BillKind::operation, BillKind::basic, BillKind::trade};

std::string_view to_word(BillKind kind);
std::optional<BillKind> bill_kind_from(std::string_view word);

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

// Of a fund bill, by 业务名称 and 业务类型.
LineKind line_kind_of(std::string_view business_name, std::string_view business_type);
// Of the trade bill, by 交易状态.
LineKind trade_kind_of(std::string_view trade_state);

struct BillLine {
  std::string fund_number;     // of this line alone: 资金流水单号, or of the trade bill WeChat's number
  std::string channel_number;  // 微信支付业务单号, 微信订单号 or 微信退款单号
  // 业务凭证号 (which of the two is ours is not published), 商户订单号 or 商户退款单号
  std::string voucher_number;
  std::string business;  // name and type, for the person who looks at it
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
