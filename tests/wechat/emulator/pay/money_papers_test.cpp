// What the merchant can read about its money over the wire: receipts, bills, balances, shares of profit.
#include <map>

#include "base/crypto/digest.hpp"
#include "tests/wechat/emulator/pay/money_stage.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class MoneyPapers : public MoneyStage {
 protected:
  // A file behind a download_url, which names WeChat's host.
  PayAnswer download(const std::string& url) { return call("GET", url.substr(url.find("/v3/"))); }
  std::string bytes_of(const std::string& url) {
    const auto request = draft("GET", url.substr(url.find("/v3/")), "");
    const auto message = "GET\n" + request.target + "\n" + request.timestamp + "\n" + request.nonce + "\n\n";
    Request raw{"GET",
                request.target.substr(0, request.target.find('?')),
                request.target.substr(request.target.find('?') + 1),
                "",
                request.peer_ip,
                request.headers};
    raw.headers["authorization"] = request.scheme + " mchid=\"" + request.mchid + "\",nonce_str=\"" +
                                   request.nonce + "\",timestamp=\"" + request.timestamp + "\",serial_no=\"" +
                                   request.serial + "\",signature=\"" + merchant_key().sign(message) + "\"";
    const auto answer = answer_request(world, raw, Moment{now, random});
    EXPECT_EQ(answer.reply.status, 200);
    EXPECT_FALSE(answer.reply.headers.contains("Wechatpay-Signature")) << "downloads are not signed";
    return answer.reply.body;
  }
};

TEST_F(MoneyPapers, a_receipt_is_applied_for_and_downloaded) {
  const std::string receipts = "/v3/fund-app/mch-transfer/elecsign/out-bill-no";
  create_named(transfer_body("A1"), "张三");
  EXPECT_EQ(call("POST", receipts, {{"out_bill_no", "A1"}}).code(), "INVALID_REQUEST") << "not paid";
  act("confirm", {{"out_bill_no", "A1"}});
  pass(seconds(1));
  EXPECT_EQ(call("POST", receipts, {{"out_bill_no", "A1"}}).body.at("state"), "GENERATING");
  pass(seconds(30));
  const auto receipt = call("GET", receipts + "/A1").body;
  ASSERT_EQ(receipt.at("state"), "FINISHED");
  EXPECT_EQ(receipt.at("hash_type"), "SHA256");
  const auto pdf = bytes_of(receipt.at("download_url"));
  EXPECT_TRUE(pdf.starts_with("%PDF"));
  EXPECT_EQ(crypto::to_hex(crypto::sha256(pdf)), receipt.at("hash_value"));
  pass(minutes(10));
  EXPECT_EQ(download(receipt.at("download_url")).code(), "INVALID_REQUEST");
  EXPECT_EQ(call("GET", receipts + "/A9").code(), "NOT_FOUND");
}

TEST_F(MoneyPapers, bills_tell_what_the_books_tell) {
  const auto prepay = [&](const std::string& number, bool is_shared) {
    Json body{{"appid", kAppid},
              {"mchid", "1900000001"},
              {"description", "礼盒"},
              {"out_trade_no", number},
              {"notify_url", "https://shop.example.com/wxpay/notify"},
              {"amount", {{"total", 10'000}}},
              {"payer", {{"openid", openid}}}};
    if (is_shared) body["settle_info"] = {{"profit_sharing", true}};
    const auto prepay_id = call("POST", "/v3/pay/transactions/jsapi", body).body.at("prepay_id");
    control("POST", "/pay/payments", {{"prepay_id", prepay_id}});
  };
  prepay("ORDER0001", false);
  EXPECT_EQ(funds("BASIC"), (Json{{"available", 9'940}, {"locked", 0}})) << "the fee is taken";
  prepay("ORDER0002", true);
  EXPECT_EQ(funds("BASIC"), (Json{{"available", 9'940}, {"locked", 9'940}}));
  const Json refund{{"out_trade_no", "ORDER0002"},
                    {"out_refund_no", "R1"},
                    {"amount", {{"refund", 10'000}, {"total", 10'000}, {"currency", "CNY"}}}};
  EXPECT_EQ(call("POST", "/v3/refund/domestic/refunds", refund).status, 200);
  EXPECT_EQ(funds("BASIC"), (Json{{"available", 9'940}, {"locked", 0}}))
      << "frozen money and the fee came back";
  pay_out("A1", 700);
  EXPECT_EQ(call("GET", "/v3/bill/tradebill?bill_date=2026-03-02").code(), "INVALID_REQUEST") << "today";
  pass(hours(24));
  const auto trade = call("GET", "/v3/bill/tradebill?bill_date=2026-03-02&bill_type=ALL").body;
  const auto text = bytes_of(trade.at("download_url"));
  EXPECT_EQ(crypto::to_hex(crypto::sha1(text)), trade.at("hash_value"));
  EXPECT_NE(text.find("`ORDER0001,"), std::string::npos);
  EXPECT_NE(text.find("`R1,`100.00,"), std::string::npos);
  EXPECT_NE(text.find("`3.0,`200.00,`100.00,`0.00,`0.60000,`200.00,`100.00\r\n"), std::string::npos) << text;
  const auto fund = call("GET", "/v3/bill/fundflowbill?bill_date=2026-03-02&account_type=OPERATION").body;
  EXPECT_NE(bytes_of(fund.at("download_url")).find("`支出,`7.00,`9993.00,"), std::string::npos);
  const auto packed = call("GET", "/v3/bill/fundflowbill?bill_date=2026-03-02&tar_type=GZIP").body;
  EXPECT_TRUE(bytes_of(packed.at("download_url")).starts_with("\x1f\x8b"));
  EXPECT_EQ(call("GET", "/v3/bill/fundflowbill?bill_date=2026-03-01").code(), "NO_STATEMENT_EXIST");
  EXPECT_EQ(
      control("POST", "/pay/bills/plants", {{"kind", "missing"}, {"bill", "trade"}, {"number", "ORDER0001"}})
          .status,
      201);
  const auto planted = call("GET", "/v3/bill/tradebill?bill_date=2026-03-02").body;
  EXPECT_EQ(bytes_of(planted.at("download_url")).find("`ORDER0001,"), std::string::npos);
}

TEST_F(MoneyPapers, balances_of_now_and_of_past_days) {
  create(transfer_body("A1"));
  EXPECT_EQ(call("GET", "/v3/merchant/fund/balance/OPERATION").body,
            (Json{{"available_amount", 999'000}, {"pending_amount", 1'000}}));
  EXPECT_EQ(call("GET", "/v3/merchant/fund/balance/SAVINGS").code(), "PARAM_ERROR");
  pass(days(1));
  const std::string day_end = "/v3/merchant/fund/dayendbalance/OPERATION?date=";
  EXPECT_EQ(call("GET", day_end + "2026-03-02").body.at("available_amount"), 999'000);
  EXPECT_EQ(call("GET", day_end + "2026-03-01").body.at("available_amount"), 0);
  EXPECT_EQ(call("GET", day_end + "2026-03-03").code(), "INVALID_REQUEST");
  EXPECT_EQ(call("GET", day_end + "2025-11-01").code(), "INVALID_REQUEST");
  const auto entries = control("GET", "/books/funds").body;
  EXPECT_EQ(entries.at("last_number"), 2);
  EXPECT_EQ(entries.at("entries")[1].at("movement"), "lock");
}

TEST_F(MoneyPapers, profit_is_shared_over_the_wire) {
  Json order{{"appid", kAppid},
             {"mchid", "1900000001"},
             {"description", "礼盒"},
             {"out_trade_no", "ORDER0001"},
             {"notify_url", "https://shop.example.com/wxpay/notify"},
             {"amount", {{"total", 10'000}}},
             {"payer", {{"openid", openid}}},
             {"settle_info", {{"profit_sharing", true}}}};
  const auto prepay_id = call("POST", "/v3/pay/transactions/jsapi", order).body.at("prepay_id");
  const auto paid = control("POST", "/pay/payments", {{"prepay_id", prepay_id}}).body;
  const auto transaction = paid.at("transaction_id").get<std::string>();
  EXPECT_EQ(call("POST", "/v3/profitsharing/receivers/add",
                 {{"appid", kAppid},
                  {"type", "PERSONAL_OPENID"},
                  {"account", openid},
                  {"relation_type", "DISTRIBUTOR"}})
                .status,
            200);
  const Json share{
      {"appid", kAppid},
      {"transaction_id", transaction},
      {"out_order_no", "S1"},
      {"unfreeze_unsplit", false},
      {"receivers",
       Json::array({Json{
           {"type", "PERSONAL_OPENID"}, {"account", openid}, {"amount", 1'000}, {"description", "佣金"}}})}};
  pass(minutes(1));
  EXPECT_EQ(call("POST", "/v3/profitsharing/orders", share).body.at("state"), "PROCESSING");
  pass(seconds(1));
  const auto shared = call("GET", "/v3/profitsharing/orders/S1?transaction_id=" + transaction).body;
  EXPECT_EQ(shared.at("state"), "FINISHED");
  EXPECT_EQ(shared.at("receivers")[0].at("result"), "SUCCESS");
  EXPECT_EQ(
      call("GET", "/v3/profitsharing/transactions/" + transaction + "/amounts").body.at("unsplit_amount"),
      8'940);
  EXPECT_EQ(call("POST", "/v3/profitsharing/orders/unfreeze",
                 {{"transaction_id", transaction}, {"out_order_no", "U1"}, {"description", "解冻"}})
                .status,
            200);
  pass(seconds(1));
  EXPECT_EQ(funds("BASIC"), (Json{{"available", 8'940}, {"locked", 0}}));
  EXPECT_EQ(call("POST", "/v3/profitsharing/return-orders",
                 {{"out_order_no", "S1"},
                  {"out_return_no", "B1"},
                  {"return_mchid", "1900000009"},
                  {"amount", 1},
                  {"description", "退"}})
                .code(),
            "INVALID_REQUEST");
}

}  // namespace
}  // namespace fenrun::emulator::testing
