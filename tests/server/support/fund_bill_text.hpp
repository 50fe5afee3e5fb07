// Bills of WeChat's with two lines each, as text.
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

// A trade bill: a payment of 132.01 yuan, and 2 yuan of it back, as far as the state says.
inline std::string trade_bill_text(const std::string& refund_state) {
  return "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
         "付款银行,"
         "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,"
         "退款状态,"
         "商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n"
         "`2026-01-02 "
         "09:00:00,`wx1,`1900000001,`0,`,`4200001,`T1,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`132.01,`0.00,"
         "`0,`0,`0.00,`0.00,`,`,`tea,`,`0.79000,`0.60%,`132.01,`0.00,`\r\n"
         "`2026-01-02 "
         "10:00:00,`wx1,`1900000001,`0,`,`4200001,`T1,`o1,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,"
         "`5030001,`R1,`2.00,`0.00,`ORIGINAL,`" +
         refund_state +
         ",`tea,`,`-0.01000,`0.60%,`0.00,`2.00,`\r\n"
         "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n"
         "`2.0,`132.01,`2.00,`0.00,`0.78000,`132.01,`2.00\r\n";
}

}  // namespace fenrun::server::testing
