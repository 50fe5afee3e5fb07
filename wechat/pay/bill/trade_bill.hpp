// A day's payments and refunds as WeChat's trade bill lists them.
#pragma once

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

struct TradeBill {
  std::vector<TradeBillRow> rows;
  std::vector<std::string> unknown_columns;
};

// bill_type ALL. The totals row must fit the rows. Refuses with kBillUnreadable.
Result<TradeBill> read_trade_bill(std::string_view file);

}  // namespace fenrun::wechat
