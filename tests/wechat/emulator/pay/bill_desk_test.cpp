#include "wechat/emulator/core/pay/bill_desk.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <map>

#include "base/crypto/digest.hpp"
#include "base/random.hpp"

namespace fenrun::emulator::pay {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// The lines of a file that must have a BOM and CRLF ends.
std::vector<std::string> bill_lines(const std::string& text) {
  EXPECT_TRUE(text.starts_with("\xEF\xBB\xBF"));
  EXPECT_TRUE(text.ends_with("\r\n"));
  std::vector<std::string> lines;
  for (std::size_t at = 3; at < text.size();) {
    const auto end = text.find("\r\n", at);
    lines.push_back(text.substr(at, end - at));
    at = end + 2;
  }
  return lines;
}

// The fields of a row; every one must have its back-tick.
std::vector<std::string> bill_fields(const std::string& row) {
  EXPECT_TRUE(row.starts_with("`")) << row;
  std::vector<std::string> fields;
  for (std::size_t at = 1; at <= row.size();) {
    const auto end = std::min(row.find(",`", at), row.size());
    fields.push_back(row.substr(at, end - at));
    at = end + 2;
  }
  return fields;
}

std::size_t heading_columns(const std::string& line) {
  return static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')) + 1;
}

std::string ungzip(const std::string& packed) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string input = packed;
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

class Bills : public ::testing::Test {
 protected:
  void pay(const std::string& number, Fen total, Instant at) {
    TradeRow row{at,        "wx1", "oUser", "42" + number,     number, "OTHERS",
                 "订单,一", "",    total,   fee_of(total, 60), 60,     {}};
    trades.add(std::move(row));
  }
  void refund(const std::string& number, Fen total, Fen amount, Instant at) {
    TradeRow row{at,     "wx1", "oUser", "42" + number,      number, "OTHERS",
                 "订单", "",    total,   fee_of(amount, 60), 60,     {}};
    row.refund = TradeRefund{"50" + number, "R" + number, amount, {}, "PROCESSING"};
    trades.add(std::move(row));
  }
  void transfer(const std::string& number, Fen amount, Instant at) {
    const Business business{"商家转账", "商家转账", "1330" + number, number, "佣金"};
    funds.lock(Account::operation, amount, business, at);
    funds.pay_locked(Account::operation, amount, business, at + seconds(5));
  }
  BillDesk::Outcome trade(const std::string& date, const std::string& type = "",
                          const std::string& tar = "") {
    return desk.trade_bill(trades, date, type, tar, "1900000001", {now, random});
  }
  BillDesk::Outcome fund(const std::string& date, const std::string& account, const std::string& tar = "") {
    return desk.fund_bill(funds, date, account, tar, {now, random});
  }
  std::vector<std::string> lines(const BillDesk::Outcome& outcome) {
    if (const auto* problem = std::get_if<Problem>(&outcome)) {
      ADD_FAILURE() << problem->code;
      return {"", "", ""};
    }
    const auto& link = std::get<BillLink>(outcome);
    const auto file = desk.desk.fetch(link.token, now);
    EXPECT_EQ(crypto::to_hex(crypto::sha1(*file)), link.hash_value);
    return bill_lines(*file);
  }
  static std::string said(const BillDesk::Outcome& outcome) {
    const auto* problem = std::get_if<Problem>(&outcome);
    return problem == nullptr ? "" : std::string(problem->code);
  }

  SeededRandom random{1};
  Instant noon{seconds(1'772'424'000)};  // 2026-03-02T12:00:00+08:00
  Instant now = noon + days(1);
  FundBook funds;
  TradeBook trades;
  BillDesk desk;
};

TEST_F(Bills, the_trade_bill_has_the_heads_rows_and_sums_of_wechats_own) {
  pay("P1", 12'345, noon);
  pay("P2", 100, noon + hours(1));
  refund("P1", 12'345, 45, noon + hours(2));
  pay("P3", 7, noon + days(1));
  const auto all = lines(trade("2026-03-02"));
  ASSERT_EQ(all.size(), 6U) << "head, three rows, head of the sums, sums";
  EXPECT_EQ(heading_columns(all[0]), 27U);
  const auto row = bill_fields(all[1]);
  ASSERT_EQ(row.size(), 27U);
  const std::vector<std::string> expected = {"2026-03-02 12:00:00",
                                             "wx1",
                                             "1900000001",
                                             "0",
                                             "",
                                             "42P1",
                                             "P1",
                                             "oUser",
                                             "JSAPI",
                                             "SUCCESS",
                                             "OTHERS",
                                             "CNY",
                                             "123.45",
                                             "0.00",
                                             "0",
                                             "0",
                                             "0.00",
                                             "0.00",
                                             "",
                                             "",
                                             "订单，一",
                                             "",
                                             "0.74000",
                                             "0.60%",
                                             "123.45",
                                             "0.00",
                                             ""};
  EXPECT_EQ(row, expected);
  const auto refunded = bill_fields(all[3]);
  EXPECT_EQ(refunded[9], "REFUND");
  EXPECT_EQ(refunded[12], "0.00");
  EXPECT_EQ(refunded[14], "50P1");
  EXPECT_EQ(refunded[15], "RP1");
  EXPECT_EQ(refunded[16], "0.45");
  EXPECT_EQ(heading_columns(all[4]), 7U);
  EXPECT_EQ(all[5], "`3.0,`124.45,`0.45,`0.00,`0.75000,`124.45,`0.45");

  const auto success = lines(trade("2026-03-02", "SUCCESS"));
  ASSERT_EQ(success.size(), 5U);
  EXPECT_EQ(heading_columns(success[0]), 20U);
  EXPECT_EQ(bill_fields(success[1]).size(), 20U);
  EXPECT_EQ(success[4], "`2.0,`124.45,`0.75000,`124.45");
  const auto refunds = lines(trade("2026-03-02", "REFUND"));
  ASSERT_EQ(refunds.size(), 4U);
  EXPECT_EQ(heading_columns(refunds[0]), 29U);
  EXPECT_EQ(bill_fields(refunds[1]).size(), 29U);
}

// From wechatpay-php, tests/fixtures/bill.ALL.csv.
constexpr std::string_view kPublishedHead =
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
    "货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,"
    "商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注";

TEST_F(Bills, the_head_is_that_of_a_published_bill) {
  pay("P1", 3, noon);
  EXPECT_EQ(lines(trade("2026-03-02"))[0], kPublishedHead);
}

TEST_F(Bills, the_fund_bill_lists_finished_movements_and_their_balances) {
  funds.top_up(Account::operation, 100'000, "T1", noon);
  transfer("A1", 1'000, noon + minutes(1));
  funds.lock(Account::operation, 500, {"商家转账", "商家转账", "1330A2", "A2", ""}, noon + minutes(2));
  funds.unlock(Account::operation, 500, {"商家转账", "商家转账回退", "1330A2", "A2", ""}, noon + minutes(3));
  const auto bill = lines(fund("2026-03-02", "OPERATION"));
  ASSERT_EQ(bill.size(), 5U);
  EXPECT_EQ(heading_columns(bill[0]), 11U);
  const auto row = bill_fields(bill[2]);
  ASSERT_EQ(row.size(), 11U);
  EXPECT_EQ(row[0], "2026-03-02 12:01:05");
  EXPECT_EQ(row[1], "1330A1");
  EXPECT_EQ(row[4], "商家转账");
  EXPECT_EQ(row[5], "支出");
  EXPECT_EQ(row[6], "10.00");
  EXPECT_EQ(row[7], "990.00");
  EXPECT_EQ(row[10], "A1");
  EXPECT_EQ(bill[4], "`2.0,`1.0,`1000.00,`1.0,`10.00");

  desk.fund_style = FundBillStyle::locks;
  const auto locks = lines(fund("2026-03-02", "OPERATION"));
  ASSERT_EQ(locks.size(), 7U);
  EXPECT_EQ(bill_fields(locks[4])[4], "商家转账回退");
  EXPECT_EQ(bill_fields(locks[4])[5], "收入");
  EXPECT_EQ(locks[6], "`4.0,`2.0,`1005.00,`2.0,`15.00");
  EXPECT_EQ(said(fund("2026-03-02", "BASIC")), "NO_STATEMENT_EXIST");
}

TEST_F(Bills, which_days_may_be_asked_for) {
  pay("P1", 100, noon);
  pay("P2", 100, noon - days(91));
  const auto at = [&](Instant instant, const std::string& date) {
    now = instant;
    return said(trade(date));
  };
  const auto morning = start_of(day_of(noon) + days(1)) + hours(10);
  EXPECT_EQ(at(noon, "2026-03-02"), "INVALID_REQUEST") << "today";
  EXPECT_EQ(at(noon, "2026-03-03"), "INVALID_REQUEST") << "tomorrow";
  EXPECT_EQ(at(morning - seconds(1), "2026-03-02"), "STATEMENT_CREATING");
  EXPECT_EQ(at(morning, "2026-03-02"), "");
  EXPECT_EQ(at(morning, "2026-03-01"), "NO_STATEMENT_EXIST");
  EXPECT_EQ(at(morning, "2026-02-30"), "PARAM_ERROR");
  EXPECT_EQ(at(morning, ""), "PARAM_ERROR");
  EXPECT_EQ(at(noon, "2025-12-02"), "NO_STATEMENT_EXIST") << "three months ago";
  EXPECT_EQ(at(noon, "2025-12-01"), "INVALID_REQUEST");
  EXPECT_EQ(at(start_of(*parse_day("2026-05-31")) + hours(12), "2026-02-28"), "INVALID_REQUEST");
  EXPECT_EQ(at(start_of(*parse_day("2026-05-31")) + hours(12), "2026-03-01"), "NO_STATEMENT_EXIST");
  now = morning;
  EXPECT_EQ(said(trade("2026-03-02", "EVERYTHING")), "PARAM_ERROR");
  EXPECT_EQ(said(trade("2026-03-02", "ALL", "ZIP")), "PARAM_ERROR");
  EXPECT_EQ(said(fund("2026-03-02", "SAVINGS")), "PARAM_ERROR");
}

TEST_F(Bills, the_hash_is_of_the_file_before_it_is_packed_and_the_token_lives_five_minutes) {
  pay("P1", 100, noon);
  const auto plain = std::get<BillLink>(trade("2026-03-02"));
  const auto packed = std::get<BillLink>(trade("2026-03-02", "ALL", "GZIP"));
  EXPECT_EQ(plain.hash_value, packed.hash_value);
  EXPECT_EQ(ungzip(*desk.desk.fetch(packed.token, now)), *desk.desk.fetch(plain.token, now));
  now += minutes(5) - seconds(1);
  EXPECT_NE(desk.desk.fetch(packed.token, now), nullptr);
  now += seconds(1);
  EXPECT_EQ(desk.desk.fetch(packed.token, now), nullptr);
}

TEST_F(Bills, planted_differences_change_the_bill_and_leave_the_books_alone) {
  const auto rows_of = [&](const std::string& date) {
    std::map<std::string, std::vector<std::string>> amounts;
    const auto outcome = fund(date, "OPERATION");
    if (std::holds_alternative<Problem>(outcome)) return amounts;
    const auto bill = lines(outcome);
    for (std::size_t i = 1; i + 2 < bill.size(); ++i) {
      const auto row = bill_fields(bill[i]);
      amounts[row[10]].push_back(row[6]);
    }
    return amounts;
  };
  funds.top_up(Account::operation, 100'000, "T1", noon);
  for (const auto* number : {"A1", "A2", "A3", "A4"}) transfer(number, 1'000, noon);
  now = noon + days(2);
  const auto entries = funds.entries().size();
  desk.plants.add({0, PlantKind::missing, "OPERATION", "A1", 0, {}, false});
  desk.plants.add({0, PlantKind::duplicate, "OPERATION", "1330A2", 0, {}, false});
  desk.plants.add({0, PlantKind::changed_amount, "OPERATION", "A3", 1, {}, false});
  desk.plants.add({0, PlantKind::late, "OPERATION", "A4", 0, {}, false});
  desk.plants.add({0, PlantKind::extra, "OPERATION", "X1", 777, *parse_day("2026-03-02"), true});
  desk.plants.add({0, PlantKind::missing, "trade", "T1", 0, {}, false});
  auto rows = rows_of("2026-03-02");
  EXPECT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows["T1"], std::vector<std::string>{"1000.00"}) << "another bill's plant";
  EXPECT_EQ(rows["A2"], (std::vector<std::string>{"10.00", "10.00"}));
  EXPECT_EQ(rows["A3"], std::vector<std::string>{"10.01"});
  EXPECT_EQ(rows["X1"], std::vector<std::string>{"7.77"});
  rows = rows_of("2026-03-03");
  EXPECT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows["A4"], std::vector<std::string>{"10.00"}) << "a day late";
  EXPECT_EQ(funds.entries().size(), entries);
  desk.plants.clear();
  EXPECT_EQ(rows_of("2026-03-02").size(), 5U);
  EXPECT_TRUE(rows_of("2026-03-03").empty());
}

TEST_F(Bills, planted_differences_in_the_trade_bill) {
  pay("P1", 100, noon);
  pay("P2", 100, noon);
  refund("P2", 100, 50, noon);
  desk.plants.add({0, PlantKind::changed_amount, "trade", "RP2", -1, {}, false});
  desk.plants.add({0, PlantKind::missing, "trade", "42P1", 0, {}, false});
  desk.plants.add({0, PlantKind::extra, "trade", "X1", 5, *parse_day("2026-03-02"), false});
  const auto bill = lines(trade("2026-03-02"));
  ASSERT_EQ(bill.size(), 6U);
  EXPECT_EQ(bill_fields(bill[1])[6], "P2");
  EXPECT_EQ(bill_fields(bill[2])[16], "0.49");
  EXPECT_EQ(bill_fields(bill[3])[6], "X1");
}

TEST_F(Bills, a_busy_day_is_whole) {
  constexpr int kBusyRows = 60'000;
  funds.top_up(Account::operation, kBusyRows * 10, "T1", noon);
  for (int i = 0; i < kBusyRows; ++i)
    ASSERT_TRUE(funds.debit(Account::operation, 10,
                            {"商家转账", "商家转账", "1330", "A" + std::to_string(i), ""}, noon));
  const auto bill = lines(fund("2026-03-02", "OPERATION", ""));
  EXPECT_EQ(bill.size(), kBusyRows + 4U);
  EXPECT_EQ(bill.back(), "`60001.0,`1.0,`6000.00,`60000.0,`6000.00");
}

TEST_F(Bills, the_bill_of_profit_sharing_lists_what_moved_on_its_day) {
  SharingBook sharing;
  sharing.add_receiver({ReceiverType::merchant, "1900000009", "公司", "SUPPLIER", ""});
  funds.credit(Account::basic, 10'000, {"交易", "交易", "T1", "O1", ""}, noon);
  sharing.open_payment({"T1", "O1", 10'000, 0, 0, noon, 0, 0, 0, false}, funds, noon);
  const ShareRequest supplier{ReceiverType::merchant, "1900000009", "", 1'234, "货款,一"};
  const ShareRequest stranger{ReceiverType::person, "oNobody", "", 1, "佣金"};
  const auto begun =
      sharing.share({"T1", "S1", {supplier, stranger}, false}, funds, {noon + minutes(1), random});
  ASSERT_TRUE(std::holds_alternative<const SharingOrder*>(begun));
  sharing.advance(funds, noon + minutes(2));
  const auto back =
      sharing.give_back({"", "S1", "B1", "1900000009", 34, "退"}, funds, {noon + hours(1), random});
  ASSERT_TRUE(std::holds_alternative<const SharingReturn*>(back));
  sharing.advance(funds, noon + hours(2));
  const auto bill_of = [&](const std::string& date) {
    return desk.sharing_bill(sharing, date, "", "1900000001", {now, random});
  };
  const auto bill = lines(bill_of("2026-03-02"));
  ASSERT_EQ(bill.size(), 5U) << "head, a share, a return, head of the sums, sums";
  EXPECT_EQ(heading_columns(bill[0]), 14U);
  const auto share = bill_fields(bill[1]);
  ASSERT_EQ(share.size(), 14U);
  EXPECT_EQ(share[0], "2026-03-02 12:01:01");
  EXPECT_EQ(share[3], "T1");
  EXPECT_EQ(share[4], sharing.orders().at("S1").order_id);
  EXPECT_EQ(share[5], sharing.orders().at("S1").shares[0].detail_id);
  EXPECT_EQ(share[7], "100.00");
  EXPECT_EQ(share[8], "1900000009");
  EXPECT_EQ(share[9], "12.34");
  EXPECT_EQ(share[12], "货款，一");
  const auto returned = bill_fields(bill[2]);
  EXPECT_EQ(returned[6], "B1");
  EXPECT_EQ(returned[9], "0.34");
  EXPECT_EQ(returned[10], "分账回退");
  EXPECT_EQ(bill[4], "`1.0,`12.34,`1.0,`0.34");
  EXPECT_EQ(said(bill_of("2026-03-01")), "NO_STATEMENT_EXIST");
  EXPECT_EQ(said(bill_of("2026-03-03")), "INVALID_REQUEST");
  EXPECT_EQ(said(desk.sharing_bill(sharing, "2026-03-02", "ZIP", "1900000001", {now, random})),
            "PARAM_ERROR");
}

}  // namespace
}  // namespace fenrun::emulator::pay
