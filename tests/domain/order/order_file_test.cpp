// Files of orders: headers, amounts and times as people write them, and what is wrong with which row.
#include "domain/order/order_file.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace fenrun {
namespace {

constexpr Instant kReadAt{std::chrono::sys_days{std::chrono::year{2026} / 11 / 28}};

std::vector<TableRow> table(const std::vector<std::vector<std::string>>& texts) {
  std::vector<TableRow> rows;
  for (const auto& cells : texts) {
    TableRow& row = rows.emplace_back();
    row.number = static_cast<int>(rows.size());
    for (const auto& text : cells) row.cells.push_back({text, false});
  }
  return rows;
}

OrderFile read(const std::vector<std::vector<std::string>>& texts) {
  auto file = read_order_file(table(texts), false, kReadAt);
  EXPECT_TRUE(file) << file.error().code();
  return std::move(*file);
}

TEST(OrderFileCells, amounts_are_whole_fen_or_nothing) {
  const std::pair<const char*, std::optional<std::int64_t>> cases[] = {
      {"0", 0},          {"12", 1'200},
      {"12.3", 1'230},   {"12.34", 1'234},
      {"12.340", 1'234}, {"￥1,234.50", 123'450},
      {"99元", 9'900},   {"1,234,567", 123'456'700},
      {"12.345", {}},    {"-1", {}},
      {"+1", {}},        {"1e3", {}},
      {".5", {}},        {"5.", {}},
      {"12,34", {}},     {"1,2345", {}},
      {"", {}},          {"12345678901", {}},
      {"一百", {}},      {"1 000", {}},
      {"NaN", {}},       {"0x10", {}},
  };
  for (const auto& [text, fen] : cases) {
    const auto read_fen = yuan_in_cell(text);
    EXPECT_EQ(read_fen.has_value(), fen.has_value()) << text;
    EXPECT_EQ(read_fen.value_or(Fen{-1}).value, fen.value_or(-1)) << text;
  }
}

TEST(OrderFileCells, times_are_read_as_people_and_spreadsheets_write_them) {
  struct Case {
    const char* text;
    bool is_number;
    bool from_1904;
    const char* at;  // empty: refused
  };
  const Case cases[] = {
      {"2026-11-28", false, false, "2026-11-28T00:00:00+08:00"},
      {"2026/1/5 9:05", false, false, "2026-01-05T09:05:00+08:00"},
      {"2026-11-28 10:00:59", false, false, "2026-11-28T10:00:59+08:00"},
      {"2026.11.28 23:59", false, false, "2026-11-28T23:59:00+08:00"},
      {"2026-11-28T02:00:00Z", false, false, "2026-11-28T10:00:00+08:00"},
      {"46354", true, false, "2026-11-28T00:00:00+08:00"},
      {"46354.4166666667", true, false, "2026-11-28T10:00:00+08:00"},
      {"44892.4166666667", true, true, "2026-11-28T10:00:00+08:00"},
      {"46354.9999999999", true, false, "2026-11-29T00:00:00+08:00"},
      {"2026-02-29", false, false, ""},
      {"2026-13-01", false, false, ""},
      {"2026-11-28 24:00", false, false, ""},
      {"2026-11-28 10", false, false, ""},
      {"28/11/2026", false, false, ""},
      {"2026-11/28", false, false, ""},
      {"2026-11-28 10:00 pm", false, false, ""},
      {"46354", false, false, ""},
      {"12", true, false, ""},
      {"-3", true, false, ""},
      {"1E10", true, false, ""},
  };
  for (const auto& [text, is_number, from_1904, at] : cases) {
    const auto read_time = time_in_cell({text, is_number}, from_1904);
    EXPECT_EQ(read_time ? to_rfc3339(*read_time) : "", at) << text;
  }
}

TEST(OrderFile, rows_of_one_number_are_one_order_wherever_they_stand) {
  const auto file = read({{"订单号", "商品编码", "数量", "单价(元)", "优惠", "运费", "买家手机", "付款时间"},
                          {"T-1", "TEA", "2", "99", "10", "", "13800138000", "2026-11-27 10:00:00"},
                          {"T-2", "CUP", "1", "33.01", "", "", "", ""},
                          {"T-1", "CUP", "1", "33.01", "", "5.5", "", "2026-11-27 10:00:00"}});
  EXPECT_TRUE(file.bad_rows.empty());
  ASSERT_EQ(file.orders.size(), 2U);
  const FileOrder& first = file.orders[0];
  EXPECT_EQ(first.external_no, "T-1");
  EXPECT_EQ(first.rows, (std::vector<std::size_t>{0, 2}));
  ASSERT_EQ(first.content.lines.size(), 2U);
  EXPECT_EQ(first.content.lines[0].unit_price_fen, Fen{9'900});
  EXPECT_EQ(first.content.lines[0].quantity, 2);
  EXPECT_EQ(first.content.discount_fen, Fen{1'000});
  EXPECT_EQ(first.content.freight_fen, Fen{550});
  EXPECT_EQ(first.buyer_phone, "13800138000");
  EXPECT_EQ(to_rfc3339(*first.said.paid_at), "2026-11-27T10:00:00+08:00");
  EXPECT_EQ(file.orders[1].said.paid_at, std::nullopt);
}

TEST(OrderFile, a_header_is_english_or_chinese_in_any_order_and_complete) {
  EXPECT_EQ(read({{"Unit_Price", "QUANTITY", "sku_code", "order_no"}, {"1", "1", "A", "T-1"}}).orders.size(),
            1U);
  const auto refused = [](const std::vector<std::string>& header) {
    return read_order_file(table({header, {"x"}}), false, kReadAt).error().code();
  };
  EXPECT_EQ(refused({"订单号", "商品编码", "数量"}), kFileHeaderIncomplete.code);
  EXPECT_EQ(refused({"订单号", "order_no", "商品编码", "数量", "单价"}), kFileColumnTwice.code);
  const auto misspelt = read({{"订单号", "商品编码", "数量", "单价", "优惠钱"}, {"T-1", "A", "1", "1", "5"}});
  EXPECT_EQ(misspelt.unknown_columns, std::vector<std::string>{"优惠钱"});
  EXPECT_TRUE(misspelt.orders.empty()) << "a discount that is not read would change the amounts";
  EXPECT_TRUE(read_order_file(table({{"订单号", "商品编码", "数量", "单价"}}), false, kReadAt)
                  .refused_with(kFileEmpty));
  EXPECT_TRUE(read_order_file({}, false, kReadAt).refused_with(kFileEmpty));
}

TEST(OrderFile, each_bad_row_has_its_reason_and_the_rows_beside_it_too) {
  struct Case {
    std::vector<std::string> row;
    const ErrorCode* why;
  };
  // number, sku, quantity, price, discount, phone, paid_at, carrier, tracking_no
  const std::vector<std::string> good{"B", "A", "1", "1.00", "", "", "", "", ""};
  const auto with = [&](std::size_t column, const std::string& text) {
    auto row = good;
    row[column] = text;
    return row;
  };
  auto too_long = good;
  too_long.emplace_back("extra");
  const Case cases[] = {
      {with(0, ""), &kRowOrderNoInvalid},
      {with(0, "订单 1"), &kRowOrderNoInvalid},
      {with(0, std::string(65, 'x')), &kRowOrderNoInvalid},
      {with(1, ""), &kRowSkuInvalid},
      {with(2, "0"), &kRowQuantityInvalid},
      {with(2, "10000"), &kRowQuantityInvalid},
      {with(2, "1.5"), &kRowQuantityInvalid},
      {with(3, "1.005"), &kRowAmountInvalid},
      {with(3, "1e1"), &kRowAmountInvalid},
      {with(3, "0"), &kRowPriceInvalid},
      {with(3, "1000000.01"), &kRowPriceInvalid},
      {with(4, "-1"), &kRowAmountInvalid},
      {with(5, "1380013800"), &kRowPhoneInvalid},
      {with(6, "yesterday"), &kRowTimeInvalid},
      {with(6, "2026-11-29 00:00:00"), &kRowTimeInFuture},
      {with(7, "SF"), &kRowParcelInvalid},
      {too_long, &kRowBeyondHeader},
  };
  for (const auto& [row, why] : cases) {
    const auto file =
        read({{"订单号", "商品编码", "数量", "单价", "优惠", "买家手机", "付款时间", "承运商", "运单号"},
              {"GOOD", "A", "1", "1"},
              row,
              {"B", "OTHER", "1", "1"}});
    ASSERT_TRUE(file.bad_rows.contains(1)) << why->code;
    EXPECT_EQ(file.bad_rows.at(1), why) << file.bad_rows.at(1)->code;
    EXPECT_FALSE(file.bad_rows.contains(0));
    if (row[0] == "B") {
      ASSERT_TRUE(file.bad_rows.contains(2)) << why->code;
      EXPECT_EQ(file.bad_rows.at(2), &kRowOtherBad);
    }
    EXPECT_EQ(file.orders.front().external_no, "GOOD");
  }
}

TEST(OrderFile, rows_of_refunds_stand_beside_those_of_orders) {
  const auto file = read({{"订单号", "商品编码", "数量", "单价", "退款单号", "退款金额(元)", "退款时间"},
                          {"T-1", "TEA", "2", "99", "", "", ""},
                          {"T-1", "TEA", "", "", "R-1", "9.9", "2026-11-27 10:00:00"},
                          {"T-2", "", "", "", "R-2", "5", ""},
                          {"T-1", "运费", "", "", "R-1", "3", ""},
                          {"T-1", "", "", "", "R-3", "1", ""}});
  EXPECT_TRUE(file.bad_rows.empty());
  ASSERT_EQ(file.orders.size(), 2U);
  const FileOrder& first = file.orders[0];
  EXPECT_EQ(first.rows, (std::vector<std::size_t>{0, 1, 3, 4}));
  EXPECT_EQ(first.content.lines.size(), 1U);
  ASSERT_EQ(first.refunds.size(), 2U);
  EXPECT_EQ(first.refunds[0].refund_no, "R-1");
  EXPECT_EQ(first.refunds[0].amount_fen, Fen{1'290});
  EXPECT_EQ(to_rfc3339(*first.refunds[0].happened_at), "2026-11-27T10:00:00+08:00");
  ASSERT_EQ(first.refunds[0].parts.size(), 2U);
  EXPECT_EQ(first.refunds[0].parts[0].sku_code, "TEA");
  EXPECT_EQ(first.refunds[0].parts[1].sku_code, "") << "the freight";
  EXPECT_EQ(first.refunds[0].parts[1].amount_fen, Fen{300});
  EXPECT_TRUE(first.refunds[1].parts.empty());
  EXPECT_TRUE(file.orders[1].content.lines.empty());
  EXPECT_EQ(file.orders[1].refunds.size(), 1U);
}

TEST(OrderFile, each_bad_row_of_a_refund_has_its_reason) {
  struct Case {
    std::vector<std::string> row;  // after one of R-1 for the tea
    const ErrorCode* why;
  };
  // number, sku, quantity, price, refund_no, refund_amount, refunded_at
  const Case cases[] = {
      {{"B", "", "", "", "", "1", ""}, &kRowRefundNoInvalid},
      {{"B", "", "", "", "R 2", "1", ""}, &kRowRefundNoInvalid},
      {{"B", "", "", "", "R-2", "", ""}, &kRowRefundAmountInvalid},
      {{"B", "", "", "", "R-2", "0", ""}, &kRowRefundAmountInvalid},
      {{"B", "", "", "", "R-2", "-1", ""}, &kRowRefundAmountInvalid},
      {{"B", "", "", "", "R-2", "1.005", ""}, &kRowRefundAmountInvalid},
      {{"B", "", "1", "", "R-2", "1", ""}, &kRowRefundMixed},
      {{"B", "", "", "1", "R-2", "1", ""}, &kRowRefundMixed},
      {{"B", "", "", "", "R-2", "1", "yesterday"}, &kRowTimeInvalid},
      {{"B", "", "", "", "R-2", "1", "2026-11-29"}, &kRowTimeInFuture},
      {{"B", "TEA", "", "", "R-1", "1", ""}, &kRowRefundTwice},
      {{"B", "", "", "", "R-1", "1", ""}, &kRowRefundTwice},
  };
  for (const auto& [row, why] : cases) {
    const auto file = read({{"订单号", "商品编码", "数量", "单价", "退款单号", "退款金额", "退款时间"},
                            {"B", "TEA", "", "", "R-1", "1", ""},
                            row});
    ASSERT_TRUE(file.bad_rows.contains(1)) << why->code;
    EXPECT_EQ(file.bad_rows.at(1), why) << file.bad_rows.at(1)->code;
    EXPECT_EQ(file.bad_rows.at(0), &kRowOtherBad);
    EXPECT_TRUE(file.orders.empty());
  }
}

TEST(OrderFile, rows_of_an_order_must_agree) {
  const std::vector<std::string> header{"订单号", "商品编码", "数量", "单价", "优惠", "运单号", "承运商"};
  const auto differs = read({header, {"T", "A", "1", "1", "5", "", ""}, {"T", "B", "1", "1", "6", "", ""}});
  EXPECT_EQ(differs.bad_rows.at(1), &kRowsDisagree);
  EXPECT_EQ(differs.bad_rows.at(0), &kRowOtherBad);
  const auto twice = read({header, {"T", "A", "1", "1"}, {"T", "A", "1", "1"}});
  EXPECT_EQ(twice.bad_rows.at(1), &kRowSkuTwice);
  std::vector<std::vector<std::string>> many{header};
  for (std::size_t i = 0; i <= kOrderLinesMax; ++i) many.push_back({"T", "A" + std::to_string(i), "1", "1"});
  EXPECT_EQ(read(many).bad_rows.at(kOrderLinesMax), &kRowTooMany);
  many.pop_back();
  EXPECT_TRUE(read(many).bad_rows.empty());
}

TEST(OrderFile, a_number_that_a_spreadsheet_has_rounded_is_no_order_number) {
  auto rows = table({{"订单号", "商品编码", "数量", "单价"},
                     {"123456789012345", "A", "1", "1"},
                     {"1234567890123456", "A", "1", "1"},
                     {"1234567890123456", "A", "1", "1"}});
  rows[1].cells[0].is_number = rows[2].cells[0].is_number = true;
  const auto file = read_order_file(rows, false, kReadAt);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->bad_rows, (std::map<std::size_t, const ErrorCode*>{{1, &kRowOrderNoRounded}}));
  EXPECT_EQ(file->orders.size(), 2U) << "as text it may be as long as it is";
}

}  // namespace
}  // namespace fenrun
