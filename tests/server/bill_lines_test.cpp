// A packed bill of WeChat's as the matcher sees it.
#include "server/bill_lines.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/server/support/fund_bill_text.hpp"
#include "tests/wechat/pay/support/gzip.hpp"
#include "wechat/pay/bill/bill_reader.hpp"

namespace fenrun::server {
namespace {

using testing::fund_bill_text;
using testing::trade_bill_text;
using wechat::testing::gzip_of;

std::vector<std::string> seen_in(const std::string& packed, BillKind bill = BillKind::operation) {
  std::vector<std::string> seen;
  std::string_view rest = packed;
  const auto three_bytes = [&rest] {
    const auto piece = rest.substr(0, 3);
    rest.remove_prefix(piece.size());
    return piece;
  };
  walk_stored_bill(bill, three_bytes, [&](const BillLine& line) {
    seen.push_back(line.fund_number + " " + line.voucher_number + " " + std::to_string(flow_of(line).value));
  });
  return seen;
}

TEST(BillLines, are_shown_in_their_order_as_often_as_wanted) {
  const std::string packed = gzip_of(fund_bill_text("F2"));
  const std::vector<std::string> lines{"F1 P1 -123", "F2 T1 5000"};
  EXPECT_EQ(seen_in(packed), lines);
  EXPECT_EQ(seen_in(packed), lines);
  const auto sums = walk_bill_lines(BillKind::operation, packed, [](const BillLine&) {});
  ASSERT_TRUE(sums);
  EXPECT_EQ(sums->lines, 2);
  EXPECT_EQ(sums->income, Fen{5'000});
  EXPECT_EQ(sums->expense, Fen{123});
  EXPECT_TRUE(sums->unknown_columns.empty());
}

TEST(BillLines, the_trade_bill_says_what_was_ordered_and_what_was_asked_back) {
  const std::string packed = gzip_of(trade_bill_text("PROCESSING"));
  const std::vector<std::string> lines{"4200001 T1 13201", "5030001 R1 -200"};
  EXPECT_EQ(seen_in(packed, BillKind::trade), lines);
  const auto sums = walk_bill_lines(BillKind::trade, packed, [](const BillLine&) {});
  ASSERT_TRUE(sums);
  EXPECT_EQ(sums->lines, 2);
  EXPECT_EQ(sums->income, Fen{13'201});
  EXPECT_EQ(sums->expense, Fen{200});
  const std::vector<std::string> failed{"4200001 T1 13201", "5030001 R1 0"};
  EXPECT_EQ(seen_in(gzip_of(trade_bill_text("FAIL")), BillKind::trade), failed) << "nothing was given back";
  EXPECT_TRUE(
      walk_bill_lines(BillKind::basic, packed, [](const BillLine&) {}).refused_with(wechat::kBillUnreadable));
}

TEST(BillLines, a_column_that_wechat_added_is_named_and_the_rest_is_read) {
  const auto sums = walk_bill_lines(BillKind::basic, gzip_of(fund_bill_text("F2", ",币种", ",`CNY")),
                                    [](const BillLine&) {});
  ASSERT_TRUE(sums);
  EXPECT_EQ(sums->unknown_columns, std::vector<std::string>{"币种"});
  EXPECT_EQ(sums->lines, 2);
}

TEST(BillLines, a_line_without_a_number_and_a_file_that_is_cut_are_refused) {
  const auto read = [](const std::string& packed) {
    return walk_bill_lines(BillKind::operation, packed, [](const BillLine&) {});
  };
  const auto nameless = read(gzip_of(fund_bill_text("")));
  ASSERT_TRUE(nameless.refused_with(wechat::kBillUnreadable));
  EXPECT_EQ(nameless.error().internal_note(), "line 2 has no number");
  const std::string whole = gzip_of(fund_bill_text("F2"));
  EXPECT_TRUE(read(whole.substr(0, whole.size() - 4)).refused_with(wechat::kBillUnreadable));
  EXPECT_TRUE(read(whole + "x").refused_with(wechat::kBillUnreadable));
  EXPECT_THROW(seen_in(whole.substr(0, 20)), std::runtime_error);
}

}  // namespace
}  // namespace fenrun::server
