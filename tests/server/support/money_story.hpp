// Dealers with sessions and money, behind the API's back; WeChat has no part in it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "db/commission/commission.hpp"
#include "db/commission/commission_month.hpp"
#include "db/dealer/dealer.hpp"
#include "domain/commission/share_out.hpp"
#include "flows/consumer/log_in_consumer.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "flows/ledger/post.hpp"
#include "server/api/bearer.hpp"
#include "tests/server/support/api_server.hpp"

namespace fenrun::server::testing {

using nlohmann::json;

class MoneyStory : public ::testing::Test {
 protected:
  struct DealerPerson {
    DealerId id;
    std::string public_id;
    Headers session;
  };

  static void SetUpTestSuite() { server = std::make_unique<ApiServer>(); }
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override {
    server->database().empty_tables();
    operator_ = staff("operator", Role::operator_);
    finance = staff("finance", Role::finance);
    second_finance = staff("finance2", Role::finance);
    auditor = staff("auditor", Role::auditor);
    admin = staff("admin", Role::admin);
    contract_ = made("POST", "/admin/v1/contracts", {{"title", "经销商协议"}, {"body", "第一条"}},
                     operator_)["number"];
  }

  static Headers staff(const std::string& name, Role role) {
    auto login = server->add_staff(name, role);
    return server->sign_in(login);
  }
  static ApiReply get(const std::string& path, const Headers& session) {
    return server->call("GET", path, "", session);
  }
  static ApiReply post(const std::string& path, const json& body, const Headers& session) {
    return server->send("POST", path, body, with_key(session));
  }
  static json made(const std::string& method, const std::string& path, const json& body,
                   const Headers& session) {
    const auto reply = server->send(method, path, body, with_key(session));
    if (reply.status >= 300) throw std::runtime_error(path + ": " + reply.text);
    return reply.body;
  }

  static Headers person() {
    const auto& app = server->app();
    const std::string token = make_token(app.random);
    flows::LogInConsumer command;
    flows::PlainIdentity identity;
    identity.appid = "wx0123456789abcdef";
    identity.openid = SecretText("openid " + token);
    identity.session_key = SecretText("session key");
    command.identity = flows::seal_identity(app.sealer, identity);
    command.new_public_id = crypto::make_ulid(1'700'000'000'000, app.random.bytes<10>());
    command.token_hash = hash_token(token).value();
    server->database().run([&](db::Tx& tx) { return flows::log_in_consumer(tx, command, app.clock.now()); });
    return {{"Authorization", "Bearer " + token}};
  }
  // At level 1, or below who invites. It joined long ago.
  DealerPerson dealer(const std::string& name, const DealerPerson* inviter = nullptr) {
    const std::string path = inviter == nullptr ? "/admin/v1/invites" : "/api/v1/dealer/invites";
    const json invite =
        made("POST", path, {{"uses", 1}, {"days", 7}}, inviter == nullptr ? operator_ : inviter->session);
    DealerPerson one{{}, "", person()};
    const json wish{{"name", name}, {"invite_code", invite["code"]}, {"accepted_contract", contract_}};
    const json applied = made("POST", "/api/v1/dealer-applications", wish, one.session);
    one.public_id =
        made("POST", "/admin/v1/dealer-applications/" + applied["id"].get<std::string>() + "/approval",
             json::object(), operator_)["id"];
    server->database().run([&](db::Tx& tx) -> Result<int> {
      one.id = db::find_dealer_by_public_id(tx, one.public_id)->id;
      tx.execute("UPDATE dealer SET joined_at = ? WHERE id = ?",
                 {Instant{std::chrono::days(18'000)}, one.id});
      return 0;
    });
    return one;
  }

  static void move_money(const std::vector<Movement>& movements, Instant at) {
    server->database().run([&](db::Tx& tx) { return flows::post(tx, movements, at); });
  }
  // A commission of `fen` for the dealer, from a sale that was just paid.
  CommissionId sell(const DealerPerson& person, std::int64_t fen) {
    const Instant at = server->app().clock.now();
    return server->database().run([&](db::Tx& tx) -> Result<CommissionId> {
      CommissionPlan plan;
      CommissionRule& rule = plan.rules.emplace_back();
      rule.number = 1;
      rule.rate = Ppm{100'000};
      SaleFacts facts;
      facts.order = OrderId{++orders_};
      facts.paid_at = at;
      facts.upline.push_back({person.id, TierId{1}, true, Fen{}, Fen{}});
      facts.lines.push_back(
          {OrderLineId{orders_}, SkuId{1}, ProductId{1}, CategoryId{}, 1, Fen{fen * 10}, Fen{}});
      const Share share = share_out(plan, facts).shares.at(0);
      Commission earned{CommissionId{},
                        facts.order,
                        share.line,
                        person.id,
                        share.level,
                        1,
                        ProductId{1},
                        TierId{1},
                        Fen{fen * 10},
                        share.fen,
                        Fen{},
                        CommissionState::pending,
                        to_text(share.explanation),
                        at};
      db::insert_commissions(tx, {&earned, 1});
      db::add_to_commission_months(tx, {{person.id, {Fen{fen * 10}, share.fen}}}, china_month_of(at));
      const auto posted = flows::post(tx, flows::accrue(ledger_reference(earned), person.id, share.fen), at);
      if (!posted) return posted.error();
      return earned.id;
    });
  }

  static inline std::unique_ptr<ApiServer> server;
  Headers operator_;
  Headers finance;
  Headers second_finance;
  Headers auditor;
  Headers admin;

 private:
  int contract_ = 0;
  std::int64_t orders_ = 0;
};

}  // namespace fenrun::server::testing
