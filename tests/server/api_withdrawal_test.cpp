// A dealer takes money out over HTTPS: request, two approvals, the worker's transfer, WeChat's page and
// callback. WeChat is the emulator, the worker is the real one.
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "flows/withdrawal/forecast_payouts.hpp"
#include "tests/server/support/withdrawal_story.hpp"

namespace fenrun::server::testing {
namespace {

class ApiWithdrawal : public WithdrawalStory {};

TEST_F(ApiWithdrawal, from_the_tap_to_arrival) {
  const auto quoted =
      server->send("POST", "/api/v1/dealer/withdrawals/quote", {{"gross_fen", 5'000}}, dealer.session);
  EXPECT_EQ(quoted.body, (json{{"gross_fen", 5'000},
                               {"fee_fen", 0},
                               {"tax_fen", 0},
                               {"net_fen", 5'000},
                               {"message_templates", json::array()}}));
  const Headers key{{"Idempotency-Key", "tap-0123456789"}};
  const auto asked = request(dealer, 5'000, key);
  ASSERT_EQ(asked.status, 201) << asked.text;
  EXPECT_EQ(request(dealer, 5'000, key).body.value("id", ""), asked.body.value("id", ""));  // a double tap
  EXPECT_EQ(request(dealer, 100, {{"Idempotency-Key", "tap-9876543210"}}).code(), "withdrawal.already_open");
  EXPECT_EQ(balance_of(dealer).held, Fen{5'000});
  EXPECT_EQ(payment_state(dealer, asked.body.value("id", "")), "held");
  const std::string id = asked.body.value("id", "");

  const auto preview = one_->look({id});
  EXPECT_EQ(preview.body.at("count"), 1) << preview.text;
  EXPECT_EQ(preview.body.at("sum_fen"), 5'000);
  const json version{{"version", 1}};
  EXPECT_EQ(decide(id, "approval", version, operator_session).code(), "caller.no_permission");
  EXPECT_EQ(decide(id, "approval", version, session("admin", Role::admin)).code(), "caller.no_permission");
  EXPECT_EQ(one_->approve(id).body.value("state", ""), "approved_1");  // a new dealer needs two
  EXPECT_EQ(one_->approve(id).code(), "withdrawal.approved_by_you");
  work();
  EXPECT_EQ(show(dealer, id).body.at("confirm_page"), nullptr);
  EXPECT_EQ(two_->approve(id).body.value("state", ""), "approved");
  work();

  const auto waiting = show(dealer, id);
  ASSERT_TRUE(waiting.body.at("confirm_page").is_object()) << waiting.text;
  EXPECT_EQ(waiting.body.at("transfer_state"), "await_user");
  const std::string package = waiting.body["confirm_page"]["package"];
  EXPECT_EQ(
      emulator->post("/pay/transfers/open", {{"package", package}, {"openid", dealer.openid}}).at("errMsg"),
      "requestMerchantTransfer:ok");
  EXPECT_EQ(show(dealer, id).body.value("state", ""), "paying");  // a page that was shown proves nothing
  const auto other = new_dealer(invite(), "李二店");
  EXPECT_EQ(show(other, id).code(), "withdrawal.not_found");

  const auto shown = server->call("GET", "/admin/v1/withdrawals/" + id, "", finance_one);
  EXPECT_EQ(shown.text.find(dealer.openid), std::string::npos);
  EXPECT_EQ(shown.text.find(package), std::string::npos);
  emulator->post("/pay/transfers/confirm", {{"out_bill_no", shown.body["transfers"][0]["number"]}});
  EXPECT_EQ(state_after_work(id, "paid"), "paid");
  EXPECT_EQ(notices(), 1);
  EXPECT_EQ(balance_of(dealer), Balance{});
  EXPECT_EQ(payment_state(dealer, id), "paid");
  EXPECT_EQ(show(dealer, id).body.at("confirm_page"), nullptr);
  EXPECT_EQ(request(dealer, 5'000, {{"Idempotency-Key", "tap-again-0001"}}).code(), "ledger.available_short");
}

// Without a name of the request's own, the declared one goes along, and WeChat compares it.
TEST_F(ApiWithdrawal, the_declared_name_is_the_name_that_wechat_compares) {
  const auto declare = [](const Person& person, const char* name, const char* number) {
    const auto told =
        server->send("PUT", "/api/v1/dealer/taxpayer",
                     {{"name", name}, {"identity_number", number}, {"consent", true}}, person.session);
    EXPECT_EQ(told.status, 200) << told.text;
  };
  emulator->post("/users", {{"openid", dealer.openid}, {"real_name", "何文静"}});
  declare(dealer, "何文静", "11010519491231002X");
  const std::string right = sent(request(dealer, 1'000, {{"Idempotency-Key", "tap-named-0001"}}));
  emulator->post("/pay/transfers/confirm", {{"out_bill_no", number_of(right)}});
  EXPECT_EQ(state_after_work(right, "paid"), "paid");

  emulator->post("/users", {{"openid", dealer.openid}, {"real_name", "何文静静"}});
  const std::string wrong = sent(request(dealer, 1'000, {{"Idempotency-Key", "tap-named-0002"}}));
  emulator->post("/pay/transfers/confirm", {{"out_bill_no", number_of(wrong)}});
  EXPECT_EQ(state_after_work(wrong, "returned"), "returned");
  EXPECT_EQ(transfer_of(wrong)["fail_reason"], "NAME_NOT_CORRECT") << transfer_of(wrong);
}

// WeChat's callback is lost for ever: the mini-program only says that the page came back.
TEST_F(ApiWithdrawal, the_client_is_not_believed_and_wechat_is_asked_because_of_it) {
  const std::string id = sent(request(dealer, 1'000, {{"Idempotency-Key", "tap-hinted-01"}}));
  const std::string path = "/api/v1/dealer/withdrawals/" + id + "/confirmation-hint";
  const auto hint = [&](const json& body) { return server->send("POST", path, body, dealer.session); };
  EXPECT_EQ(hint({{"errMsg", "requestMerchantTransfer:ok"}}).body, (json{{"is_asked", true}}));
  EXPECT_EQ(hint(json::object()).body, (json{{"is_asked", false}}));  // a moment ago
  work();
  EXPECT_EQ(show(dealer, id).body.value("state", ""), "paying");
  EXPECT_EQ(calls_of(id), (std::vector<std::string>{"post", "query"}));

  emulator->add_fault("lost_for_ever", "callback", 1);
  emulator->post("/pay/transfers/settings", {{"transfer_delay_seconds", 0}});
  emulator->post("/pay/transfers/confirm", {{"out_bill_no", number_of(id)}});
  work();
  EXPECT_EQ(show(dealer, id).body.value("state", ""), "paying");
  age_hints();
  EXPECT_EQ(hint(json::object()).body, (json{{"is_asked", true}}));
  EXPECT_EQ(show(dealer, id).body.value("state", ""), "paying");
  work();
  EXPECT_EQ(show(dealer, id).body.value("state", ""), "paid");
  EXPECT_EQ(notices(), 0);
  EXPECT_EQ(hint(json::object()).body, (json{{"is_asked", false}}));
  const auto other = new_dealer(invite(), "李二店");
  EXPECT_EQ(server->send("POST", path, json::object(), other.session).code(), "withdrawal.not_found");
}

TEST_F(ApiWithdrawal, the_electronic_receipt_is_for_its_dealer_and_for_finance) {
  emulator->post("/users", {{"openid", dealer.openid}, {"real_name", "张三"}});
  emulator->post("/pay/receipts", {{"making_delay_seconds", 0}});
  const json wish{{"gross_fen", 1'000}, {"real_name", "张三"}};
  const std::string id =
      sent(server->send("POST", "/api/v1/dealer/withdrawals", wish, with_key(dealer.session)));
  const std::string own = "/api/v1/dealer/withdrawals/" + id + "/receipt";
  EXPECT_EQ(show(dealer, id).body.at("receipt_state"), "");
  EXPECT_EQ(server->call("GET", own, "", dealer.session).code(), "payout_receipt.not_there");
  emulator->post("/pay/transfers/confirm", {{"out_bill_no", number_of(id)}});
  EXPECT_EQ(state_after_work(id, "paid"), "paid");
  for (int i = 0; i < 5 && show(dealer, id).body.at("receipt_state") != "archived"; ++i) {
    server->database().connection().run_script_statement(
        "UPDATE payout_receipt SET due_at = '2020-01-01' WHERE due_at IS NOT NULL");
    work();
  }
  EXPECT_EQ(show(dealer, id).body.at("receipt_state"), "archived");

  const auto file = server->call("GET", own, "", dealer.session);
  EXPECT_EQ(file.status, 200) << file.text;
  EXPECT_TRUE(file.text.starts_with("%PDF"));
  const auto seen = server->call("GET", "/admin/v1/withdrawals/" + id, "", finance_one);
  const json receipt = seen.body.at("transfers").at(0).at("receipt");
  EXPECT_EQ(receipt.at("state"), "archived");
  EXPECT_EQ(receipt.at("sha256"), crypto::to_hex(crypto::sha256(file.text)));
  const auto same = server->call("GET", "/admin/v1/withdrawals/" + id + "/receipt", "", finance_one);
  EXPECT_EQ(same.text, file.text);
  // It names the payee: not for operators, and whoever took it is written down.
  const std::string path = "/admin/v1/withdrawals/" + id + "/receipt";
  EXPECT_EQ(server->call("GET", path, "", operator_session).code(), "caller.no_permission");
  const auto looks = server->database().run([&](db::Tx& tx) -> Result<std::int64_t> {
    return tx
        .one("SELECT COUNT(*) FROM audit_log WHERE action = 'withdrawal.receipt' AND object = ?",
             {"withdrawal:" + id})
        ->integer(0);
  });
  EXPECT_EQ(looks, 1);
  const auto other = new_dealer(invite(), "李二店");
  EXPECT_EQ(server->call("GET", own, "", other.session).code(), "withdrawal.not_found");
  // What somebody changed in the table is not handed out.
  server->database().connection().run_script_statement(
      "UPDATE payout_receipt_part SET content_sealed = CONCAT(content_sealed, 'x')");
  EXPECT_EQ(server->call("GET", own, "", dealer.session).status, 500);
}

TEST_F(ApiWithdrawal, forged_callbacks_are_refused_and_change_nothing) {
  const std::string id = request(dealer, 1'000, {{"Idempotency-Key", "tap-forged-01"}}).body.value("id", "");
  EXPECT_EQ(one_->approve(id).status, 200);
  EXPECT_EQ(two_->approve(id).status, 200);
  work();
  const auto path = "/api/v1/callbacks/wechat/pay/transfers";
  EXPECT_EQ(server->call("POST", path, R"({"event_type":"MCHTRANSFER.BILL.FINISHED"})", {}).status, 401);
  emulator->add_fault("bad_signature", "callback", 1);
  const auto shown = server->call("GET", "/admin/v1/withdrawals/" + id, "", finance_one);
  emulator->post("/pay/transfers/confirm", {{"out_bill_no", shown.body["transfers"][0]["number"]}});
  EXPECT_EQ(status_of_forgery(), 401);
  EXPECT_EQ(notices(), 0);
  EXPECT_EQ(show(dealer, id).body.value("state", ""), "paying");
}

TEST_F(ApiWithdrawal, a_dealer_takes_it_back_and_finance_rejects_with_a_reason) {
  const std::string first =
      request(dealer, 1'000, {{"Idempotency-Key", "tap-cancel-1"}}).body.value("id", "");
  const auto path = "/api/v1/dealer/withdrawals/" + first + "/cancellation";
  EXPECT_EQ(server->call("POST", path, "{}", with_key(dealer.session)).body.value("state", ""), "cancelled");
  const std::string second =
      request(dealer, 1'000, {{"Idempotency-Key", "tap-reject-1"}}).body.value("id", "");
  EXPECT_EQ(decide(second, "review", {{"reason", "核对"}}, operator_session).body.value("state", ""),
            "review");
  EXPECT_EQ(decide(second, "rejection", {{"reason", "资料不全"}}, finance_one).body.value("state", ""),
            "rejected");
  EXPECT_EQ(decide(second, "rejection", {{"reason", "资料不全"}}, finance_one).code(),
            "withdrawal.state_conflict");
  EXPECT_EQ(show(dealer, second).body.value("reason", ""), "资料不全");
  EXPECT_EQ(payment_state(dealer, first), "returned");
  EXPECT_EQ(balance_of(dealer).available, Fen{5'000});
  const auto log = server->call("GET", "/admin/v1/audit-log?limit=5", "", session("auditor", Role::auditor));
  EXPECT_NE(log.text.find("withdrawal.reject"), std::string::npos);
}

TEST_F(ApiWithdrawal, a_stuck_transfer_is_closed_by_evidence_of_two_people) {
  const std::string id = request(dealer, 1'000, {{"Idempotency-Key", "tap-stuck-01"}}).body.value("id", "");
  EXPECT_EQ(one_->approve(id).status, 200);
  EXPECT_EQ(two_->approve(id).status, 200);
  const std::string path = "/admin/v1/withdrawals/" + id + "/resolutions";
  const json wish{{"action", "close_paid"}, {"reference", "4200001234"}, {"evidence", "资金账单有此笔"}};
  EXPECT_EQ(one_->post(path, wish).code(), "payout_resolution.no_transfer");
  work();
  EXPECT_EQ(one_->post(path, wish).code(), "payout_resolution.not_stuck");
  server->database().connection().run_script_statement(
      "UPDATE payout SET needs_human = 1, human_reason = 'never_known'");
  EXPECT_EQ(server->send("POST", path, wish, with_key(operator_session)).code(), "caller.no_permission");
  const auto proposed = one_->post(path, wish);
  ASSERT_EQ(proposed.status, 201) << proposed.text;
  EXPECT_EQ(two_->post(path, wish).code(), "payout_resolution.open");
  const std::string one = "/admin/v1/payout-resolutions/" + proposed.body.at("id").get<std::string>();
  EXPECT_EQ(one_->post(one + "/confirmation", json::object()).code(), "payout_resolution.same_person");
  EXPECT_EQ(two_->post(one + "/confirmation", json::object()).code(), "step_up.needed");
  const json other{{"confirmation", two_->confirm(std::string(64, '0'))}};
  EXPECT_EQ(two_->post(one + "/confirmation", other).code(), "step_up.other");
  work();
  EXPECT_EQ(show(dealer, id).body.value("state", ""), "paying");

  // Both codes at hand are spent: a third person confirms.
  Finance third(*server, "finance3");
  const json given{{"confirmation", third.confirm(proposed.body.at("digest"))}};
  const auto confirmed = third.post(one + "/confirmation", given);
  EXPECT_EQ(confirmed.body.value("state", ""), "confirmed") << confirmed.text;
  EXPECT_EQ(one_->post(one + "/refusal", json::object()).code(), "payout_resolution.decided");
  work();
  EXPECT_EQ(show(dealer, id).body.value("state", ""), "paid");
  const auto listed = one_->get("/admin/v1/payout-resolutions?state=applied");
  ASSERT_EQ(listed.body.at("items").size(), 1U) << listed.text;
  EXPECT_EQ(listed.body.at("items")[0].at("outcome"), "succeeded");
  EXPECT_EQ(balance_of(dealer).available, Fen{4'000});
}

TEST_F(ApiWithdrawal, finance_sees_what_is_owed_and_what_will_be_paid) {
  Finance finance(*server, "forecaster");
  const std::string path = "/admin/v1/payout-forecast";
  const auto keep = [](const std::function<void(db::Tx&)>& step) {
    server->database().run([&](db::Tx& tx) -> Result<bool> {
      step(tx);
      return true;
    });
  };
  const Instant now = server->app().clock.now();
  keep([&](db::Tx& tx) { flows::make_payout_forecast(tx, now); });
  auto shown = finance.get(path);
  ASSERT_EQ(shown.status, 200) << shown.text;
  EXPECT_EQ(shown.body.at("days").size(), 30U);
  EXPECT_EQ(shown.body.at("days").at(0).at("day"), bill_day_text(bill_day_of(now)));
  EXPECT_EQ(shown.body.at("asking_ppm"), 100'000);
  EXPECT_GE(shown.body.at("within_7_days_fen"), 500);
  EXPECT_EQ(shown.body.at("runs_dry_on"),
            shown.body.at("days").at(0).at("day"));  // there is no money at WeChat
  EXPECT_EQ(shown.body.at("check"), nullptr);
  keep([&](db::Tx& tx) {
    flows::open_liability_day(tx, now);
    while (flows::age_liability(tx, now, 100)) {
    }
  });
  const json owed = finance.get(path).body.at("owed");
  EXPECT_GE(owed.at("available_fen"), 5'000);
  EXPECT_EQ(owed.at("by_age").at("up_to_30_days_fen"),
            owed.at("pending_fen").get<std::int64_t>() + owed.at("available_fen").get<std::int64_t>() +
                owed.at("held_fen").get<std::int64_t>() + owed.at("disputed_fen").get<std::int64_t>());
  EXPECT_EQ(server->call("GET", path, "", dealer.session).status, 401);
}

TEST_F(ApiWithdrawal, one_person_stops_payouts_and_two_let_them_go_on) {
  const auto close = [](const Headers& staff) {
    return server->call("POST", "/admin/v1/payout-fuse/closing", "{}", with_key(staff));
  };
  EXPECT_EQ(close(finance_one).code(), "payout_fuse.closed");
  const auto stopped =
      server->send("POST", "/admin/v1/payout-fuse/stop", {{"reason", "对账不平"}}, with_key(finance_one));
  EXPECT_EQ(stopped.body.at("is_blown"), true) << stopped.text;
  EXPECT_EQ(close(finance_one).body.at("is_closing"), true);
  EXPECT_EQ(close(finance_one).code(), "payout_fuse.same_person");
  EXPECT_EQ(close(finance_two).body.at("is_blown"), false);
}

}  // namespace
}  // namespace fenrun::server::testing
