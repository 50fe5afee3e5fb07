// A day's payments and refunds as WeChat's trade bill lists them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/money.hpp"
#include "wechat/pay/bill/bill_reader.hpp"

namespace fenrun::wechat {

struct TradeBillRow {
  Instant time;
  std::string appid;
  std::string mchid;
  std::string transaction_id;
  std::string out_trade_no;
  std::string openid;
  std::string trade_type;
  std::string trade_state;  // SUCCESS, REFUND, REVOKED
  Fen settlement;           // 应结订单金额; zero on a refund
  Fen total;                // 订单金额; zero on a refund
  std::string refund_id;    // empty on a payment
  std::string out_refund_no;
  Fen refund;            // 退款金额
  Fen refund_requested;  // 申请退款金额
  std::string refund_type;
  std::string refund_state;
  std::int64_t fee_yuan_e5 = 0;  // hundred-thousandths of a yuan; negative when it is given back
};

// What the rows come to: payments by what was ordered, refunds by what was asked for.
struct TradeBillSums {
  std::int64_t count = 0;
  Fen total, refund_requested;
  std::vector<std::string> unknown_columns;
};

// Shows every row to `visit` in the order of the file, which is of bill_type ALL; a row lives until the next.
// The totals row must fit the rows. Refuses with kBillUnreadable, after rows have been shown when the fault
// stands behind them.
Result<TradeBillSums> walk_trade_bill(BillSource source,
                                      const std::function<void(const TradeBillRow&)>& visit);

struct TradeBill {
  std::vector<TradeBillRow> rows;
  std::vector<std::string> unknown_columns;
};

// The same, held. For small files.
Result<TradeBill> read_trade_bill(std::string_view file);

}  // namespace fenrun::wechat
