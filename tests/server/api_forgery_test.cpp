// Every way of forging a notice of WeChat Pay's, on each of the three callback addresses, through the server:
// refused, and not a row more or less in any table.
#include <functional>
#include <map>

#include "db/mysql/tx.hpp"
#include "tests/server/support/api_server.hpp"
#include "tests/wechat/pay/support/pay_stage.hpp"
#include "wechat/pay/callback/receiver.hpp"

namespace fenrun::server::testing {
namespace {

using nlohmann::json;

std::int64_t real_seconds() {
  return std::chrono::floor<std::chrono::seconds>(SystemClock().now()).time_since_epoch().count();
}

// One of the three addresses, and a notice that is genuine there.
struct CallbackRoute {
  const char* path;
  const char* event_type;
  const char* original_type;
  json resource;
};

std::vector<CallbackRoute> callback_routes() {
  const json amount{{"total", 100}, {"payer_total", 100}, {"currency", "CNY"}, {"payer_currency", "CNY"}};
  return {{"/api/v1/callbacks/wechat/pay/payments",
           "TRANSACTION.SUCCESS",
           "transaction",
           {{"appid", wechat::testing::kStageAppid},
            {"mchid", wechat::testing::kStageMchid},
            {"out_trade_no", "O20260102-1"},
            {"transaction_id", "42000001"},
            {"trade_type", "JSAPI"},
            {"trade_state", "SUCCESS"},
            {"trade_state_desc", "支付成功"},
            {"bank_type", "CMC"},
            {"attach", ""},
            {"success_time", "2026-01-02T08:01:02+08:00"},
            {"payer", {{"openid", "o1"}}},
            {"amount", amount}}},
          {"/api/v1/callbacks/wechat/pay/refunds",
           "REFUND.SUCCESS",
           "refund",
           {{"mchid", wechat::testing::kStageMchid},
            {"out_trade_no", "O20260102-1"},
            {"transaction_id", "42000001"},
            {"out_refund_no", "R1"},
            {"refund_id", "503"},
            {"refund_status", "SUCCESS"},
            {"success_time", "2026-01-02T08:01:02+08:00"},
            {"user_received_account", "招商银行信用卡0403"},
            {"amount", {{"total", 100}, {"refund", 40}, {"payer_total", 100}, {"payer_refund", 40}}}}},
          {"/api/v1/callbacks/wechat/pay/transfers",
           "MCHTRANSFER.BILL.FINISHED",
           "mch_payment",
           {{"out_bill_no", "WD1"},
            {"transfer_bill_no", "133"},
            {"state", "SUCCESS"},
            {"mch_id", wechat::testing::kStageMchid},
            {"transfer_amount", 12'345},
            {"openid", "o1"},
            {"create_time", "2026-01-02T08:00:00+08:00"},
            {"update_time", "2026-01-02T08:01:00+08:00"}}}};
}

// A notice before it is signed and sent, to be spoilt at any step.
struct Draft {
  json resource;
  std::string event_type;
  std::string original_type;
  std::string apiv3_key = wechat::testing::kStageApiv3Key;
  std::function<void(json&)> change_envelope = [](json&) {};
  wechat::testing::SignedReply how{
      .serial = wechat::testing::kStagePublicKeyId, .key = &wechat::testing::platform_key(), .at_s = 0};
  std::function<void(Headers&, std::string&)> change_message = [](Headers&, std::string&) {};
};

struct Forgery {
  const char* name;
  std::function<void(Draft&)> spoil;
  std::string_view code = wechat::kPayNoticeNotAuthentic.code;
};

void set_header(Headers& headers, const std::string& name, const std::string& value) {
  for (auto& [header, old] : headers) {
    if (header == name) old = value;
  }
}

std::function<void(Draft&)> without(const char* name) {
  return [name](Draft& draft) {
    draft.change_message = [name](Headers& headers, std::string&) {
      std::erase_if(headers, [name](const auto& header) { return header.first == name; });
    };
  };
}

std::function<void(Draft&)> with(const char* name, const char* value) {
  return [name, value](Draft& draft) {
    draft.change_message = [name, value](Headers& headers, std::string&) {
      set_header(headers, name, value);
    };
  };
}

std::function<void(Draft&)> with_another(const char* name, const char* value) {
  return [name, value](Draft& draft) {
    draft.change_message = [name, value](Headers& headers, std::string&) {
      headers.emplace_back(name, value);
    };
  };
}

std::function<void(Draft&)> aged(std::int64_t seconds) {
  return [seconds](Draft& draft) { draft.how.at_s += seconds; };
}

std::function<void(Draft&)> in_envelope(std::function<void(json&)> change) {
  return [change = std::move(change)](Draft& draft) { draft.change_envelope = change; };
}

std::vector<Forgery> forgeries() {
  constexpr std::string_view kMalformed = wechat::kPayNoticeMalformed.code;
  return {
      {"nothing is signed",
       [](Draft& draft) { draft.change_message = [](Headers& headers, std::string&) { headers.clear(); }; }},
      {"no timestamp", without("wechatpay-timestamp")},
      {"no nonce", without("wechatpay-nonce")},
      {"no signature", without("wechatpay-signature")},
      {"no serial", without("wechatpay-serial")},
      {"a header twice", with_another("Wechatpay-Nonce", "NONCE")},
      {"another algorithm", with_another("Wechatpay-Signature-Type", "WECHATPAY2-SM2-WITH-SM3")},
      {"WeChat's probe", with("wechatpay-signature", "WECHATPAY/SIGNTEST/AAAA")},
      {"five minutes old", aged(-301)},
      {"five minutes ahead", aged(310)},
      {"a timestamp that is no number", with("wechatpay-timestamp", "now")},
      {"an unknown key", [](Draft& draft) { draft.how.serial = "PUB_KEY_ID_9"; },
       wechat::kPayNoticeKeyUnknown.code},
      {"no base64", with("wechatpay-signature", "@@@")},
      {"signed by somebody else",
       [](Draft& draft) { draft.how.key = &wechat::testing::other_platform_key(); }},
      {"signed by the merchant", [](Draft& draft) { draft.how.key = &wechat::testing::merchant_key(); }},
      {"another nonce than was signed", with("wechatpay-nonce", "OTHER")},
      {"changed after it was signed",
       [](Draft& draft) { draft.change_message = [](Headers&, std::string& body) { body += ' '; }; }},
      {"sealed with another key", [](Draft& draft) { draft.apiv3_key = std::string(32, 'k'); }},
      {"a nonce that was not sealed with",
       in_envelope([](json& envelope) { envelope["resource"]["nonce"] = "aaaaaaaaaaaa"; })},
      {"other associated data",
       in_envelope([](json& envelope) { envelope["resource"]["associated_data"] = "other"; })},
      {"another cipher",
       in_envelope([](json& envelope) { envelope["resource"]["algorithm"] = "AEAD_SM4_GCM"; })},
      {"too large", in_envelope([](json& envelope) { envelope["summary"] = std::string(66'000, 'x'); }),
       "request.body_too_large"},  // the listener's word: nobody looks at the rest
      {"another merchant's",
       [](Draft& draft) {
         for (const char* name : {"mchid", "mch_id"}) {
           if (draft.resource.contains(name)) draft.resource[name] = "1900000002";
         }
       }},
      {"an event that nobody knows", [](Draft& draft) { draft.event_type = "TRANSACTION.NEW"; }, kMalformed},
      {"a resource of another kind", [](Draft& draft) { draft.original_type = "other"; }, kMalformed},
      {"no sealed resource", in_envelope([](json& envelope) { envelope["resource"] = json::object(); }),
       kMalformed},
      {"a field missing",
       [](Draft& draft) {
         draft.resource.erase("transaction_id");
         draft.resource.erase("openid");
       },
       kMalformed},
  };
}

class ApiForgery : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<wechat::testing::PayFolder>();
    ApiServer::Options options;
    wechat::PayOptions pay;
    pay.mchid = wechat::testing::kStageMchid;
    pay.appid = wechat::testing::kStageAppid;
    pay.merchant_serial = wechat::testing::kStageMerchantSerial;
    pay.merchant_key = SecretText(wechat::testing::merchant_key().private_pem());
    pay.apiv3_keys = {SecretText(wechat::testing::kStageApiv3Key)};
    pay.keys.files.public_keys = {
        {wechat::testing::kStagePublicKeyId,
         folder->write("pub_key.pem", wechat::testing::platform_key().public_pem())}};
    pay.http.base_url = "https://127.0.0.1:9";  // nobody asks WeChat anything here
    pay.backup_url = "";
    options.pay = pay;
    server = std::make_unique<ApiServer>(options);
  }
  static void TearDownTestSuite() {
    server.reset();
    folder.reset();
  }
  void SetUp() override { server->database().empty_tables(); }

  static Draft draft_of(const CallbackRoute& route) {
    Draft draft{route.resource, route.event_type, route.original_type};
    draft.how.at_s = real_seconds();
    return draft;
  }
  static ApiReply send(const CallbackRoute& route, Draft draft) {
    json envelope{
        {"id", "EV-1"},
        {"create_time", "2026-01-02T08:00:00+08:00"},
        {"resource_type", "encrypt-resource"},
        {"event_type", draft.event_type},
        {"summary", "words for people"},
        {"resource", json::parse(wechat::testing::sealed_resource(draft.resource.dump(), draft.original_type,
                                                                  draft.original_type, draft.apiv3_key))}};
    draft.change_envelope(envelope);
    draft.how.body = envelope.dump();
    Headers headers = wechat::testing::sign(draft.how).headers;
    std::string body = draft.how.body;
    draft.change_message(headers, body);
    headers.emplace_back("Content-Type", "application/json");
    return server->call("POST", route.path, body, headers);
  }
  // Of every table but those that the server's keepers write to by themselves, at their own times.
  static std::map<std::string, std::int64_t> row_counts() {
    auto& database = server->database();
    const auto tables = database.run([](db::Tx& tx) -> Result<std::vector<db::Row>> {
      return tx.all(
          "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND "
          "table_type = 'BASE TABLE' AND table_name NOT IN ('job', 'reconciliation_day', 'liability_day', "
          "'payout_forecast', 'payout_forecast_day', 'statistic_day', 'statistic_sales_day', "
          "'statistic_funnel', 'statistic_cohort')");
    });
    auto& connection = database.connection();
    connection.run_script_statement("DROP TEMPORARY TABLE IF EXISTS forgery_count");
    connection.run_script_statement(
        "CREATE TEMPORARY TABLE forgery_count (name VARCHAR(64), rows_there BIGINT)");
    for (const auto& table : tables) {
      const std::string name(table.text(0));
      connection.run_script_statement("INSERT INTO forgery_count SELECT '" + name + "', COUNT(*) FROM `" +
                                      name + "`");
    }
    const auto counted = database.run([](db::Tx& tx) -> Result<std::vector<db::Row>> {
      return tx.all("SELECT name, rows_there FROM forgery_count");
    });
    std::map<std::string, std::int64_t> counts;
    for (const auto& row : counted) counts[std::string(row.text(0))] = row.integer(1);
    return counts;
  }

  static inline std::unique_ptr<wechat::testing::PayFolder> folder;
  static inline std::unique_ptr<ApiServer> server;
};

TEST_F(ApiForgery, no_forgery_changes_a_row_whatever_address_it_comes_to) {
  for (const auto& route : callback_routes()) {
    const auto before = row_counts();
    for (const auto& forgery : forgeries()) {
      Draft draft = draft_of(route);
      forgery.spoil(draft);
      const auto reply = send(route, std::move(draft));
      EXPECT_EQ(reply.code(), forgery.code) << route.path << ": " << forgery.name << " " << reply.status;
      EXPECT_GE(reply.status, 400) << route.path << ": " << forgery.name;
    }
    EXPECT_EQ(row_counts(), before) << route.path;
  }
}

// What was spoilt above is taken when it is not.
TEST_F(ApiForgery, the_same_notices_are_kept_when_nothing_is_forged) {
  for (const auto& route : callback_routes()) {
    const bool is_transfer = std::string_view(route.original_type) == "mch_payment";
    const std::string inbox = is_transfer ? "transfer_notice" : "notify_inbox";
    auto wanted = row_counts();
    const auto reply = send(route, draft_of(route));
    EXPECT_EQ(reply.status, 204) << route.path << " " << reply.text;
    ++wanted[inbox];
    EXPECT_EQ(row_counts()[inbox], wanted[inbox]) << route.path;
  }
}

TEST_F(ApiForgery, the_payers_app_is_compared_too) {
  const auto payments = callback_routes().front();
  Draft draft = draft_of(payments);
  draft.resource["appid"] = "wxffffffffffffffff";
  const auto before = row_counts();
  EXPECT_EQ(send(payments, std::move(draft)).code(), wechat::kPayNoticeNotAuthentic.code);
  EXPECT_EQ(row_counts(), before);
}

TEST_F(ApiForgery, a_share_from_another_merchant_is_taken_note_of_and_keeps_no_row) {
  const auto payments = callback_routes().front();
  Draft draft = draft_of(payments);
  draft.event_type = "PROFITSHARING.SUCCESS";
  draft.original_type = "profitsharing";
  draft.resource = {{"mchid", "1900000100"},
                    {"transaction_id", "42000009"},
                    {"order_id", "3008450740201411110007820472"},
                    {"out_order_no", "P20150806125346"},
                    {"success_time", "2026-01-02T08:01:02+08:00"},
                    {"receiver",
                     {{"type", "MERCHANT_ID"},
                      {"account", wechat::testing::kStageMchid},
                      {"amount", 888},
                      {"description", "运费"}}}};
  Draft strangers = draft;
  strangers.resource["receiver"]["account"] = "1900000002";
  const auto before = row_counts();
  EXPECT_EQ(send(payments, std::move(draft)).status, 204);
  EXPECT_EQ(send(payments, std::move(strangers)).code(), wechat::kPayNoticeNotAuthentic.code);
  EXPECT_EQ(row_counts(), before);
}

}  // namespace
}  // namespace fenrun::server::testing
