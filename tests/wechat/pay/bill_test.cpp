// Money text and bill files.
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <random>

#include "tests/wechat/pay/support/gzip.hpp"
#include "wechat/json.hpp"
#include "wechat/pay/bill/fund_bill.hpp"
#include "wechat/pay/bill/gunzip.hpp"
#include "wechat/pay/bill/trade_bill.hpp"
#include "wechat/pay/bill/yuan.hpp"

namespace fenrun::wechat {
namespace {

using Limits = std::numeric_limits<std::int64_t>;

TEST(YuanTest, text_becomes_fen_without_floating_point) {
  const std::vector<std::pair<const char*, std::optional<std::int64_t>>> rows{
      {"0", 0},
      {"0.00", 0},
      {"0.01", 1},
      {"0.1", 10},
      {"12", 1'200},
      {"12.34", 1'234},
      {"12.34000", 1'234},
      {"-0.01", -1},
      {"-12.3", -1'230},
      {"007.10", 710},
      {"92233720368547758.07", Limits::max()},
      {"92233720368547758.08", std::nullopt},
      {"-92233720368547758.07", -Limits::max()},
      {"99999999999999999999999999", std::nullopt},
      {"0.001", std::nullopt},
      {"0.005", std::nullopt},
      {"0.010001", std::nullopt},
      {"", std::nullopt},
      {"-", std::nullopt},
      {".", std::nullopt},
      {".5", std::nullopt},
      {"5.", std::nullopt},
      {"+1", std::nullopt},
      {"--1", std::nullopt},
      {"1e2", std::nullopt},
      {"1,000.00", std::nullopt},
      {" 1", std::nullopt},
      {"1 ", std::nullopt},
      {"0x10", std::nullopt},
      {"１２", std::nullopt},
      {"NaN", std::nullopt},
  };
  for (const auto& [text, fen] : rows) {
    const auto got = read_yuan(text);
    EXPECT_EQ(got ? std::optional(got->value) : std::nullopt, fen) << text;
  }
  EXPECT_EQ(read_yuan_e5("0.01000"), 1'000);
  EXPECT_EQ(read_yuan_e5("-0.00001"), -1);
  EXPECT_EQ(read_yuan_e5("0.000001"), std::nullopt);
  EXPECT_EQ(read_count("45.0"), 45);
  EXPECT_EQ(read_count("45"), 45);
  EXPECT_EQ(read_count("45.5"), std::nullopt);
}

std::string yuan_text(std::int64_t fen) {
  const auto size = static_cast<std::uint64_t>(fen < 0 ? -fen : fen);
  const auto cents = std::to_string(size % 100);
  return (fen < 0 ? "-" : "") + std::to_string(size / 100) + "." + (cents.size() == 1 ? "0" : "") + cents;
}

TEST(YuanTest, every_amount_survives_being_written_and_read) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const auto shift = random() % 63;
    const auto size = static_cast<std::int64_t>(random() >> 1U) >> shift;
    const auto fen = random() % 2 == 0 ? size : -size;
    ASSERT_EQ(read_yuan(yuan_text(fen)), Fen{fen}) << yuan_text(fen);
    ASSERT_EQ(read_yuan(yuan_text(fen) + "000"), Fen{fen});
    ASSERT_EQ(read_yuan(yuan_text(fen) + "1"), std::nullopt);
  }
}

// A trade bill written from rows that the test chooses.
struct BillRow {
  bool is_refund = false;
  std::int64_t fen = 0;
  std::int64_t fee_e5 = 0;
  std::string note;
};

std::string e5_text(std::int64_t value) {
  const auto size = value < 0 ? -value : value;
  auto decimals = std::to_string(size % 100'000);
  decimals.insert(0, 5 - decimals.size(), '0');
  return (value < 0 ? "-" : "") + std::to_string(size / 100'000) + "." + decimals;
}

constexpr const char* kTradeHeader =
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
    "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,"
    "商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
constexpr const char* kTradeTotalsHeader =
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

std::string row_text(const std::vector<std::string>& fields) {
  std::string line;
  for (const auto& field : fields) line += (line.empty() ? "`" : ",`") + field;
  return line + "\r\n";
}

std::string trade_file(const std::vector<BillRow>& rows, std::int64_t off_by_fen = 0) {
  std::string file = std::string("\xef\xbb\xbf") + kTradeHeader + "\r\n";
  std::int64_t paid = off_by_fen, refunded = 0, fees = 0;
  for (const auto& row : rows) {
    const auto amount = yuan_text(row.fen);
    const std::string zero = "0.00";
    file += row_text({"2026-01-02 01:52:32",
                      "wx0123456789abcdef",
                      "1900000001",
                      "0",
                      "",
                      "42000001",
                      "O1",
                      "o1",
                      "JSAPI",
                      row.is_refund ? "REFUND" : "SUCCESS",
                      "OTHERS",
                      "CNY",
                      row.is_refund ? zero : amount,
                      zero,
                      row.is_refund ? "503" : "0",
                      row.is_refund ? "R1" : "0",
                      row.is_refund ? amount : zero,
                      zero,
                      row.is_refund ? "ORIGINAL" : "",
                      row.is_refund ? "SUCCESS" : "",
                      row.note,
                      "",
                      e5_text(row.fee_e5),
                      "0.60%",
                      row.is_refund ? zero : amount,
                      row.is_refund ? amount : zero,
                      ""});
    (row.is_refund ? refunded : paid) += row.fen;
    fees += row.fee_e5;
  }
  file += std::string(kTradeTotalsHeader) + "\r\n";
  file += row_text({std::to_string(rows.size()) + ".0", yuan_text(paid), yuan_text(refunded), "0.00",
                    e5_text(fees), yuan_text(paid), yuan_text(refunded)});
  return file;
}

TEST(TradeBillTest, the_published_sample_is_read_by_its_header) {
  std::ifstream vectors(FENRUN_PAY_VECTORS_FILE);
  const auto sample = Json::parse(vectors).at("bill_sample");
  const auto file = "\xef\xbb\xbf" + sample.at("header").get<std::string>() + "\r\n" +
                    sample.at("success_row").get<std::string>() + "\r\n" + kTradeTotalsHeader + "\r\n" +
                    "`1.0,`0.03,`0.0,`0.0,`0.01,`0.03,`0.0\r\n";
  const auto bill = read_trade_bill(file);
  ASSERT_TRUE(bill.has_value()) << bill.error().internal_note();
  ASSERT_EQ(bill->rows.size(), 1U);
  const auto& row = bill->rows.front();
  EXPECT_EQ(row.time, parse_rfc3339("2019-02-19T01:52:32+08:00"));
  EXPECT_EQ(row.transaction_id, "4200000263201902167700134902");
  EXPECT_EQ(row.out_trade_no, "autotest_20190219015232_89201");
  EXPECT_EQ(row.settlement, Fen{3});
  EXPECT_EQ(row.total, Fen{3});
  EXPECT_EQ(row.fee_yuan_e5, 1'000);
  EXPECT_EQ(row.refund_id, "");
  EXPECT_TRUE(bill->unknown_columns.empty());
}

TEST(TradeBillTest, rows_add_up_to_the_totals_or_nothing_is_believed) {
  const std::vector<BillRow> rows{
      {false, 12'345, 7'400, "茶, 两斤"}, {true, 45, -27, "a`b"}, {false, 1, 0, ""}};
  const auto bill = read_trade_bill(trade_file(rows));
  ASSERT_TRUE(bill.has_value()) << bill.error().internal_note();
  EXPECT_EQ(bill->rows[1].refund, Fen{45});
  EXPECT_EQ(bill->rows[1].out_refund_no, "R1");
  EXPECT_EQ(bill->rows[1].fee_yuan_e5, -27);
  EXPECT_TRUE(read_trade_bill(trade_file(rows, 1)).refused_with(kBillUnreadable));
  EXPECT_TRUE(read_trade_bill(trade_file({})).has_value());
}

TEST(TradeBillTest, a_new_column_is_reported_and_a_missing_one_is_fatal) {
  const std::string good = trade_file({{false, 100, 60, "x"}});
  std::string more = good;
  more.replace(more.find("费率备注\r\n"), std::string("费率备注\r\n").size(), "费率备注,新列\r\n");
  more.replace(more.find("`0.00,`\r\n"), std::string("`0.00,`\r\n").size(), "`0.00,`,`?\r\n");
  const auto bill = read_trade_bill(more);
  ASSERT_TRUE(bill.has_value()) << bill.error().internal_note();
  EXPECT_EQ(bill->unknown_columns, std::vector<std::string>{"新列"});
  for (const char* column : {"商户订单号", "订单金额", "手续费", "货币种类"}) {
    std::string less = good;
    less.replace(less.find(column), std::string(column).size(), "别的");
    EXPECT_TRUE(read_trade_bill(less).refused_with(kBillUnreadable)) << column;
  }
}

TEST(TradeBillTest, broken_files_are_refused) {
  const std::string good = trade_file({{false, 100, 60, "x"}});
  const auto without = [&](const std::string& part) {
    std::string text = good;
    text.erase(text.find(part), part.size());
    return text;
  };
  for (const auto& file :
       {std::string(), std::string("\xef\xbb\xbf"), std::string("<html>"), good.substr(0, good.size() / 2),
        without(",`CNY"), good + "more\r\n", good + good, without(std::string(kTradeTotalsHeader) + "\r\n"),
        without("2026-01-02 "), std::string("a,a\r\n`1,`2\r\n")}) {
    EXPECT_TRUE(read_trade_bill(file).refused_with(kBillUnreadable)) << file.substr(0, 40);
  }
  std::string lf = good;
  std::erase(lf, '\r');
  EXPECT_TRUE(read_trade_bill(lf).has_value());
  EXPECT_TRUE(read_trade_bill(good.substr(3)).has_value());  // without the mark
}

TEST(TradeBillTest, whatever_is_written_is_read_and_any_changed_amount_is_noticed) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 60; ++round) {
    std::vector<BillRow> rows(random() % 20);
    for (auto& row : rows) {
      row.is_refund = random() % 3 == 0;
      row.fen = static_cast<std::int64_t>(random() % 100'000'000);
      row.fee_e5 = static_cast<std::int64_t>(random() % 1'000'000) * (row.is_refund ? -1 : 1);
      for (auto length = random() % 12; length > 0; --length) row.note += ",x` "[random() % 4];
      // The two characters that end a field cannot be in one.
      for (auto at = row.note.find(",`"); at != std::string::npos; at = row.note.find(",`"))
        row.note.erase(at, 1);
    }
    const auto bill = read_trade_bill(trade_file(rows));
    ASSERT_TRUE(bill.has_value()) << bill.error().internal_note();
    ASSERT_EQ(bill->rows.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& got = bill->rows[i];
      ASSERT_EQ(rows[i].is_refund ? got.refund : got.total, Fen{rows[i].fen});
      ASSERT_EQ(got.fee_yuan_e5, rows[i].fee_e5);
    }
    const auto difference = static_cast<std::int64_t>(1 + random() % 1000);
    ASSERT_FALSE(read_trade_bill(trade_file(rows, difference)).has_value());
  }
}

constexpr const char* kFundFile =
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号\r\n"
    "`2026-01-02 "
    "09:00:00,`50000305742018020103387128253,`1900009231201802015884652186,`企业付款,`商家转账,`支出,"
    "`123.45,`876.55,`system,`WD1,`WD1\r\n"
    "`2026-01-02 "
    "09:05:00,`50000305742018020103387128254,`1900009231201802015884652187,`企业付款,`商家转账回退,"
    "`收入,`123.45,`1000.00,`system,`备注, 有逗号,`WD1\r\n"
    "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n"
    "`2.0,`1.0,`123.45,`1.0,`123.45\r\n";

TEST(FundBillTest, movements_are_read_and_their_totals_checked) {
  const auto bill = read_fund_bill(kFundFile);
  ASSERT_TRUE(bill.has_value()) << bill.error().internal_note();
  ASSERT_EQ(bill->rows.size(), 2U);
  EXPECT_FALSE(bill->rows[0].is_income);
  EXPECT_TRUE(bill->rows[1].is_income);
  EXPECT_EQ(bill->rows[1].business_type, "商家转账回退");
  EXPECT_EQ(bill->rows[1].remark, "备注, 有逗号");
  EXPECT_EQ(bill->rows[1].balance, Fen{100'000});
  EXPECT_EQ(bill->rows[0].voucher_number, "WD1");
  EXPECT_EQ(bill->expense, Fen{12'345});
  const std::string good = kFundFile;
  for (const auto& [from, to] : {std::pair{"`支出,`123.45", "`支出,`123.46"},
                                 {"`支出", "`转出"},
                                 {"`123.45,`876.55", "`-123.45,`876.55"},
                                 {"`2.0,", "`3.0,"},
                                 {"`2.0,`1.0,", "`2.0,`2.0,"},
                                 {"账户结余(元)", "账户"}}) {
    std::string wrong = good;
    wrong.replace(wrong.find(from), std::string(from).size(), to);
    EXPECT_TRUE(read_fund_bill(wrong).refused_with(kBillUnreadable)) << to;
  }
}

BillSource cut_into(std::string_view file, std::size_t length) {
  return [file, length]() mutable {
    const auto piece = file.substr(0, length);
    file.remove_prefix(piece.size());
    return piece;
  };
}

TEST(FundBillTest, pieces_of_any_length_make_the_same_rows) {
  const std::string file = std::string("\xef\xbb\xbf") + kFundFile;
  for (std::size_t length = 1; length < 40; ++length) {
    std::vector<std::string> remarks;
    const auto sums = walk_fund_bill(cut_into(file, length),
                                     [&](const FundBillRow& row) { remarks.push_back(row.remark); });
    ASSERT_TRUE(sums.has_value()) << length << ": " << sums.error().internal_note();
    EXPECT_EQ(remarks, (std::vector<std::string>{"WD1", "备注, 有逗号"}));
    EXPECT_EQ(sums->income, Fen{12'345});
  }
}

TEST(FundBillTest, a_line_without_an_end_is_refused_and_not_held) {
  std::size_t asked = 0;
  const std::string piece(4096, 'x');
  const auto endless = [&]() -> std::string_view {
    ++asked;
    return piece;
  };
  EXPECT_TRUE(walk_fund_bill(endless, [](const FundBillRow&) {}).refused_with(kBillUnreadable));
  EXPECT_LT(asked, 20U);
}

TEST(GunzipTest, one_whole_member_within_the_limit_comes_out) {
  std::string big;
  for (int i = 0; i < 40'000; ++i) big += std::to_string(i) + ",";
  for (const auto& plain : {std::string(), std::string("x"), big}) {
    EXPECT_EQ(gunzip(testing::gzip_of(plain), plain.size()), plain);
    EXPECT_EQ(gunzip(testing::gzip_of(plain), plain.size() + 1), plain);
    if (!plain.empty()) {
      EXPECT_EQ(gunzip(testing::gzip_of(plain), plain.size() - 1), std::nullopt);
    }
  }
  const std::string whole = testing::gzip_of(big);
  EXPECT_EQ(gunzip("", 10), std::nullopt);
  EXPECT_EQ(gunzip("not gzip", 10), std::nullopt);
  EXPECT_EQ(gunzip(whole.substr(0, whole.size() - 1), big.size()), std::nullopt);
  EXPECT_EQ(gunzip(whole + "x", big.size()), std::nullopt);
  EXPECT_EQ(gunzip(whole + whole, 2 * big.size()), std::nullopt);
  std::string damaged = whole;
  damaged[damaged.size() - 6] ^= 1;  // the checksum
  EXPECT_EQ(gunzip(damaged, big.size()), std::nullopt);
}

}  // namespace
}  // namespace fenrun::wechat
