// A packed fund bill of WeChat's as the matcher sees it.
#include "server/bill_lines.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/wechat/pay/support/gzip.hpp"
#include "wechat/pay/bill/bill_reader.hpp"

namespace fenrun::server {
namespace {

using wechat::testing::gzip_of;

std::string bill_text(const std::string& fund_number, const std::string& more_header = "",
                      const std::string& more_field = "") {
  return "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
         "资金变更提交申请人,备注,业务凭证号" +
         more_header +
         "\r\n`2026-01-02 09:00:00,`1330001,`F1,`商家转账,`商家转账,`支出,`1.23,`98.77,`system,`,`P1" +
         more_field + "\r\n`2026-01-02 09:05:00,`1330002,`" + fund_number +
         ",`充值,`充值,`收入,`50.00,`148.77,`system,`,`T1" + more_field +
         "\r\n资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n`2.0,`1.0,`50.00,`1.0,`1.23\r\n";
}

std::vector<std::string> seen_in(const std::string& packed) {
  std::vector<std::string> seen;
  walk_stored_bill(packed, [&](const BillLine& line) {
    seen.push_back(line.fund_number + " " + line.voucher_number + " " + std::to_string(flow_of(line).value));
  });
  return seen;
}

TEST(BillLines, are_shown_in_their_order_as_often_as_wanted) {
  const std::string packed = gzip_of(bill_text("F2"));
  const std::vector<std::string> lines{"F1 P1 -123", "F2 T1 5000"};
  EXPECT_EQ(seen_in(packed), lines);
  EXPECT_EQ(seen_in(packed), lines);
  const auto sums = walk_bill_lines(packed, [](const BillLine&) {});
  ASSERT_TRUE(sums);
  EXPECT_EQ(sums->lines, 2);
  EXPECT_EQ(sums->income, Fen{5'000});
  EXPECT_EQ(sums->expense, Fen{123});
  EXPECT_TRUE(sums->unknown_columns.empty());
}

TEST(BillLines, a_column_that_wechat_added_is_named_and_the_rest_is_read) {
  const auto sums = walk_bill_lines(gzip_of(bill_text("F2", ",币种", ",`CNY")), [](const BillLine&) {});
  ASSERT_TRUE(sums);
  EXPECT_EQ(sums->unknown_columns, std::vector<std::string>{"币种"});
  EXPECT_EQ(sums->lines, 2);
}

TEST(BillLines, a_line_without_a_number_and_a_file_that_is_cut_are_refused) {
  const auto read = [](const std::string& packed) { return walk_bill_lines(packed, [](const BillLine&) {}); };
  const auto nameless = read(gzip_of(bill_text("")));
  ASSERT_TRUE(nameless.refused_with(wechat::kBillUnreadable));
  EXPECT_EQ(nameless.error().internal_note(), "line 2 has no number");
  const std::string whole = gzip_of(bill_text("F2"));
  EXPECT_TRUE(read(whole.substr(0, whole.size() - 4)).refused_with(wechat::kBillUnreadable));
  EXPECT_TRUE(read(whole + "x").refused_with(wechat::kBillUnreadable));
  EXPECT_THROW(seen_in(whole.substr(0, 20)), std::runtime_error);
}

}  // namespace
}  // namespace fenrun::server
