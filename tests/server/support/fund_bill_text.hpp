// A fund bill of WeChat's with two lines, as text.
#pragma once

#include <string>

namespace fenrun::server::testing {

inline constexpr const char* kFundBillHeader =
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号";
inline constexpr const char* kFundBillTotals = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n";

// `fund_number` is of the second; `more_header` and `more_field` begin with a comma.
inline std::string fund_bill_text(const std::string& fund_number, const std::string& more_header = "",
                                  const std::string& more_field = "") {
  return kFundBillHeader + more_header +
         "\r\n`2026-01-02 09:00:00,`1330001,`F1,`商家转账,`商家转账,`支出,`1.23,`98.77,`system,`,`P1" +
         more_field + "\r\n`2026-01-02 09:05:00,`1330002,`" + fund_number +
         ",`充值,`充值,`收入,`50.00,`148.77,`system,`,`T1" + more_field + "\r\n" + kFundBillTotals +
         "`2.0,`1.0,`50.00,`1.0,`1.23\r\n";
}

}  // namespace fenrun::server::testing
