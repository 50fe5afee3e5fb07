// A day's movements of one of the merchant's accounts as WeChat's fund bill lists them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/money.hpp"
#include "wechat/pay/bill/bill_reader.hpp"

namespace fenrun::wechat {

struct FundBillRow {
  Instant time;
  std::string wechat_number;  // 微信支付业务单号
  std::string fund_number;    // 资金流水单号
  std::string business_name;
  std::string business_type;  // WeChat changes the words over time: an unknown one is reported, never fatal
  bool is_income = false;
  Fen amount;   // not negative
  Fen balance;  // of the account, afterwards
  std::string submitter;
  std::string remark;
  std::string voucher_number;  // 业务凭证号; which of the two numbers is ours is not published: look for both
};

struct FundBillSums {
  std::int64_t count = 0;
  Fen income, expense;
  std::vector<std::string> unknown_columns;
};

// Shows every row to `visit` in the order of the file; a row lives until the next. Refuses with
// kBillUnreadable, after rows have been shown when the fault stands behind them.
Result<FundBillSums> walk_fund_bill(BillSource source, const std::function<void(const FundBillRow&)>& visit);

struct FundBill {
  std::vector<FundBillRow> rows;
  Fen income, expense;
  std::vector<std::string> unknown_columns;
};

// The same, held. For small files.
Result<FundBill> read_fund_bill(std::string_view file);

}  // namespace fenrun::wechat
