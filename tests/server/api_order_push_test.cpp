// Other shops push their orders: who may, what a signature covers, and what a repetition does.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "tests/server/support/api_server.hpp"

namespace fenrun::server::testing {
namespace {

using nlohmann::json;

class ApiOrderPush : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ApiServer>(); }
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override {
    server->database().empty_tables();
    auto admin = server->add_staff("admin", Role::admin);
    admin_session = server->sign_in(admin);
    auto operator_login = server->add_staff("operator", Role::operator_);
    operator_session = server->sign_in(operator_login);
    const json product{{"name", "茶"}, {"summary", ""}, {"state", "active"}};
    const auto made = server->send("POST", "/admin/v1/products", product, with_key(operator_session));
    const json sku{
        {"code", "TEA-1"}, {"name", "份"}, {"price_fen", 9'900}, {"cost_fen", 0}, {"state", "active"}};
    const auto path = "/admin/v1/products/" + made.body["id"].get<std::string>() + "/skus";
    ASSERT_EQ(server->send("POST", path, sku, with_key(operator_session)).status, 201);
    const json source{{"code", "shop-2"}, {"name", "二号店"}};
    const auto created = server->send("POST", "/admin/v1/order-sources", source, with_key(admin_session));
    ASSERT_EQ(created.status, 201) << created.text;
    secret = created.body["secret"];
  }

  struct Signing {
    std::string source = "shop-2";
    std::string secret;
    std::chrono::seconds age{0};
    std::string tampered_body{};  // sent instead of what was signed
  };
  ApiReply push(const json& body, Signing signing) const {
    const auto now = std::chrono::floor<std::chrono::seconds>(server->app().clock.now() - signing.age);
    const std::string timestamp = std::to_string(now.time_since_epoch().count());
    const std::string nonce = "nonce-123456";
    const std::string text = body.dump();
    const auto mac = crypto::hmac_sha256(crypto::as_bytes(signing.secret),
                                         timestamp + "\n" + nonce + "\n/api/v1/order-pushes\n" + text);
    const Headers headers{{"X-Fenrun-Source", signing.source},
                          {"X-Fenrun-Timestamp", timestamp},
                          {"X-Fenrun-Nonce", nonce},
                          {"X-Fenrun-Signature", crypto::to_hex(mac)}};
    return server->call("POST", "/api/v1/order-pushes",
                        signing.tampered_body.empty() ? text : signing.tampered_body, headers);
  }
  ApiReply push(const json& body) const { return push(body, {.secret = secret}); }
  static json order(const std::string& number, int sequence) {
    return {{"external_no", number},
            {"sequence", sequence},
            {"lines", {{{"sku_code", "TEA-1"}, {"quantity", 2}, {"unit_price_fen", 8'000}}}},
            {"freight_fen", 500}};
  }

  Headers admin_session;
  Headers operator_session;
  std::string secret;
  static inline std::unique_ptr<ApiServer> server;
};

TEST_F(ApiOrderPush, an_order_comes_in_pieces_and_repetitions_change_nothing) {
  const auto early =
      push({{"external_no", "T-1"}, {"sequence", 2}, {"paid_at", "2026-11-28T10:00:00+08:00"}});
  EXPECT_EQ(early.body["state"], "waiting") << early.text;
  const auto content = push(order("T-1", 1));
  EXPECT_EQ(content.body["state"], "paid") << content.text;
  EXPECT_EQ(push(order("T-1", 1)).body["id"], content.body["id"]);
  const auto refunded =
      push({{"external_no", "T-1"},
            {"sequence", 3},
            {"refunds",
             {{{"refund_no", "r1"}, {"amount_fen", 8'250}}, {{"refund_no", "r2"}, {"amount_fen", 99'999}}}}});
  EXPECT_EQ(refunded.body["refused_refunds"], json::array({"r2"})) << refunded.text;
  const auto shown =
      server->call("GET", "/admin/v1/orders?source=shop-2&external_no=T-1", "", operator_session);
  ASSERT_EQ(shown.body["items"].size(), 1U) << shown.text;
  EXPECT_EQ(shown.body["items"][0]["refunded_fen"], 8'250);
  EXPECT_EQ(shown.body["items"][0]["total_fen"], 16'500);
  EXPECT_EQ(shown.body["items"][0]["channel"], "push");
}

TEST_F(ApiOrderPush, only_a_fresh_signature_of_this_body_by_an_active_shop_is_taken) {
  const auto body = order("T-2", 1);
  EXPECT_EQ(push(body, {.secret = "guessed"}).code(), "push.not_authentic");
  EXPECT_EQ(push(body, {.source = "shop-3", .secret = secret}).code(), "push.not_authentic");
  EXPECT_EQ(push(body, {.secret = secret, .tampered_body = order("T-3", 1).dump()}).code(),
            "push.not_authentic");
  EXPECT_EQ(push(body, {.secret = secret, .age = std::chrono::seconds(310)}).code(), "push.stale");
  EXPECT_EQ(push(body, {.secret = secret, .age = std::chrono::seconds(-310)}).code(), "push.stale");
  EXPECT_EQ(server->send("POST", "/api/v1/order-pushes", body, {}).code(), "push.not_authentic");
  EXPECT_EQ(push(body, {.secret = secret, .age = std::chrono::seconds(280)}).status, 200);
  const auto off =
      server->send("PUT", "/admin/v1/order-sources/shop-2/state", {{"is_active", false}}, admin_session);
  EXPECT_EQ(off.status, 200) << off.text;
  EXPECT_EQ(push(body).code(), "push.not_authentic");
}

TEST_F(ApiOrderPush, a_rotated_secret_and_the_one_before_are_both_good_for_a_day) {
  const auto path = "/admin/v1/order-sources/shop-2/secret";
  const auto rotated = server->call("POST", path, "", with_key(admin_session));
  ASSERT_EQ(rotated.status, 201) << rotated.text;
  EXPECT_NE(rotated.body["secret"], secret);
  EXPECT_EQ(push(order("T-4", 1), {.secret = rotated.body["secret"]}).status, 200);
  EXPECT_EQ(push(order("T-4", 1)).status, 200);
  const auto again = server->call("POST", path, "", with_key(admin_session));
  ASSERT_EQ(again.status, 201);
  EXPECT_EQ(push(order("T-4", 1)).code(), "push.not_authentic") << "two changes ago";
  const auto listed = server->call("GET", "/admin/v1/order-sources", "", admin_session);
  EXPECT_EQ(listed.text.find(again.body["secret"].get<std::string>()), std::string::npos);
  EXPECT_EQ(server->call("GET", "/admin/v1/order-sources", "", operator_session).code(),
            "caller.no_permission");
}

TEST_F(ApiOrderPush, a_refund_that_comes_before_the_payment_waits_for_it) {
  push(order("T-5", 1));
  const json early{{"external_no", "T-5"},
                   {"sequence", 2},
                   {"refunds", json::array({{{"refund_no", "r1"}, {"amount_fen", 16'500}}})}};
  EXPECT_EQ(push(early).body["refused_refunds"], json::array());
  EXPECT_EQ(push(early).body["state"], "created") << "nothing has been paid yet";
  const auto paid = push({{"external_no", "T-5"}, {"sequence", 3}, {"paid_at", "2026-11-28T10:00:00+08:00"}});
  EXPECT_EQ(paid.body["state"], "closed") << "paid, and paid back in full: " << paid.text;
  const auto shown =
      server->call("GET", "/admin/v1/orders?source=shop-2&external_no=T-5", "", operator_session);
  EXPECT_EQ(shown.body["items"][0]["refunded_fen"], 16'500) << shown.text;
}

TEST_F(ApiOrderPush, finance_sees_what_waits_and_what_fits_no_order) {
  push(order("T-7", 1));
  push({{"external_no", "T-7"}, {"sequence", 2}, {"paid_at", "2026-11-28T10:00:00+08:00"}});
  const auto refund = [&](const std::string& order_no, const std::string& number, int amount) {
    return push({{"external_no", order_no},
                 {"sequence", 3},
                 {"refunds", json::array({{{"refund_no", number}, {"amount_fen", amount}}})}});
  };
  refund("T-7", "big1", 16'501);
  refund("T-7", "big2", 16'502);
  refund("T-8", "early1", 100);
  refund("T-9", "early2", 200);
  const auto listed = [&](const std::string& path) {
    std::vector<std::string> seen;
    std::string cursor;
    do {
      const auto page = server->call("GET", path + cursor, "", operator_session);
      EXPECT_EQ(page.status, 200) << page.text;
      for (const json& item : page.body["items"])
        seen.push_back(item.contains("reference") ? item["reference"] : item["refund_no"]);
      const json next = page.body["next_cursor"];
      cursor = next.is_null() ? "" : "&cursor=" + next.get<std::string>();
    } while (!cursor.empty());
    return seen;
  };
  using Seen = std::vector<std::string>;
  EXPECT_EQ(listed("/admin/v1/order-suspense?limit=1"), (Seen{"big2", "big1"}));
  const auto noted = server->call("GET", "/admin/v1/order-suspense?limit=1", "", operator_session);
  EXPECT_EQ(noted.body["items"][0]["source"], "shop-2");
  EXPECT_EQ(listed("/admin/v1/order-suspense?limit=1&reason=too_large"), (Seen{"big2", "big1"}));
  EXPECT_EQ(listed("/admin/v1/order-suspense?reason=wrong_amount"), Seen{});
  EXPECT_EQ(listed("/admin/v1/parked-refunds?limit=1"), (Seen{"early1", "early2"}));
  push(order("T-8", 4));
  push({{"external_no", "T-8"}, {"sequence", 5}, {"paid_at", "2026-11-28T10:00:00+08:00"}});
  EXPECT_EQ(listed("/admin/v1/parked-refunds?limit=1"), Seen{"early2"});
}

TEST_F(ApiOrderPush, a_refund_may_say_what_it_is_for) {
  push(order("T-6", 1));
  push({{"external_no", "T-6"}, {"sequence", 2}, {"paid_at", "2026-11-28T10:00:00+08:00"}});
  const auto refund = [&](const std::string& number, int amount, const json& parts) {
    return push(
        {{"external_no", "T-6"},
         {"sequence", 3},
         {"refunds", json::array({{{"refund_no", number}, {"amount_fen", amount}, {"parts", parts}}})}});
  };
  EXPECT_EQ(refund("r1", 500, json::array({{{"amount_fen", 500}}})).status, 200);
  EXPECT_EQ(refund("r2", 700, json::array({{{"sku_code", "TEA-1"}, {"amount_fen", 699}}})).code(),
            "refund.parts_invalid");
  EXPECT_EQ(refund("r3", 700, json::array({{{"sku_code", "TEA-1"}, {"amount_fen", 700}}})).status, 200);
  const auto found =
      server->call("GET", "/admin/v1/orders?source=shop-2&external_no=T-6", "", operator_session);
  const auto path = "/admin/v1/orders/" + found.body["items"][0]["id"].get<std::string>();
  const auto shown = server->call("GET", path, "", operator_session);
  EXPECT_EQ(shown.body["refunded_fen"], 1'200) << shown.text;
  EXPECT_EQ(shown.body["lines"][0]["refunded_fen"], 700);
  EXPECT_EQ(shown.body["refunds"][0]["parts"], json::array({{{"line", nullptr}, {"amount_fen", 500}}}));
}

// What stands between two marks of docs/orders.md.
std::string documented(const std::string& begin, const std::string& end) {
  std::ifstream file(FENRUN_ORDERS_DOCUMENT);
  std::ostringstream all;
  all << file.rdbuf();
  const std::string text = all.str();
  const auto from = text.find(begin) + begin.size();
  return text.substr(from, text.find(end, from) - from);
}

TEST_F(ApiOrderPush, the_documented_signature_is_what_openssl_and_we_compute) {
  const auto mac = crypto::hmac_sha256(crypto::as_bytes(std::string("secret-of-the-example")),
                                       "1700000000\nnonce-123456\n/api/v1/order-pushes\n"
                                       R"({"external_no":"T-1","sequence":1})");
  EXPECT_EQ(documented("the signature is\n\n    ", "\n"), crypto::to_hex(mac));
}

TEST_F(ApiOrderPush, the_documented_lines_push_an_order) {
  const std::string script = ::testing::TempDir() + "order_push_" + std::to_string(getpid()) + ".sh";
  std::ofstream(script) << documented("```sh\n", "```");
  const std::string command = "SOURCE=shop-2 SECRET='" + secret + "' CA='" + server->ca_file() +
                              "' FENRUN=https://localhost:" + std::to_string(server->port()) + " bash -eu '" +
                              script + "'";
  FILE* const run = ::popen(command.c_str(), "r");
  ASSERT_NE(run, nullptr);
  std::string reply(4'096, '\0');
  reply.resize(std::fread(reply.data(), 1, reply.size(), run));
  EXPECT_EQ(::pclose(run), 0);
  std::filesystem::remove(script);
  EXPECT_EQ(json::parse(reply)["state"], "paid") << reply;
  const auto shown =
      server->call("GET", "/admin/v1/orders?source=shop-2&external_no=SHOP-1001", "", operator_session);
  EXPECT_EQ(shown.body["items"][0]["total_fen"], 16'500) << shown.text;
}

}  // namespace
}  // namespace fenrun::server::testing
