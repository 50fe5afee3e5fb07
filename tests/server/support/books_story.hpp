// A month of business in one story, so that every contract table of docs/books.md has rows: orders of three
// kinds of buyers, refunds, withdrawals that are paid, failed, called off, rejected and still open, seals,
// and a day of bills that two people close. WeChat is the emulator, the worker is the real one.
#pragma once

#include <chrono>
#include <string>
#include <thread>

#include "db/dealer/dealer.hpp"
#include "domain/reconciliation/bill_day.hpp"
#include "flows/ledger/seal_ledger.hpp"
#include "flows/withdrawal/request_withdrawal.hpp"
#include "payout/lane.hpp"
#include "tests/server/support/finance.hpp"
#include "tests/server/support/order_story.hpp"
#include "tests/server/support/shifted_clock.hpp"

namespace fenrun::server::testing {

class BooksStory : public OrderStory {
 protected:
  static void SetUpTestSuite() {
    start_emulator();
    emulator->post("/pay/transfers/settings",
                   {{"amount_max", 500'000}, {"user_day_max", 5'000'000}, {"is_authorization_open", true}});
    start_server(options_with_pay(&clock));
    is_played = false;
  }

  // Played once: the tests of the suite only read.
  void SetUp() override {
    if (is_played) return;
    is_played = true;
    jump_to(hours_of(bill_day_of(clock.now()) + std::chrono::days(1)).from + std::chrono::hours(12));
    OrderStory::SetUp();
    end_dealership();
    sell();
    seal();
    withdraw();
    seal();
    stop_and_go_on();
    reconcile();
  }

 private:
  static void jump_to(Instant instant) {
    const auto step = std::chrono::ceil<std::chrono::seconds>(instant - clock.now());
    emulator->advance_clock(step.count());
    clock.advance(step);
  }
  static Headers session(const std::string& name, Role role) {
    auto login = server->add_staff(name, role);
    return server->sign_in(login);
  }

  json buy(const Person& person, const std::string& sku, int quantity, int total_fen) {
    buyer = person;
    const json line{{"sku", sku}, {"quantity", quantity}};
    const json wish{{"lines", json::array({line})}, {"total_fen", total_fen}};
    const auto placed = server->send("POST", "/api/v1/orders", wish, with_key(buyer.session));
    EXPECT_EQ(placed.status, 201) << placed.text;
    pay_with(begin_payment(placed.body));
    return wait_for(placed.body, [](const json& now) { return now["state"] == "paid"; });
  }
  void refund(const json& order, int fen) {
    const std::string path = "/admin/v1" + path_of(order, "/refunds").substr(7);
    const json wish{{"reason", "一件破损"}, {"amount_fen", fen}};
    const auto asked = server->send("POST", path, wish, with_key(finance_session));
    EXPECT_EQ(asked.status, 201) << asked.text;
    wait_for(order, [&](const json& now) { return now["refunded_fen"] == fen; });
  }

  // WeChat refuses a refund; its end is proposed and taken back, and it is sent again.
  void refund_in_the_end(const json& order, int fen) {
    emulator->add_fault("error_before", "/v3/refund/domestic/refunds", 100,
                        {{"http_status", 403}, {"code", "NOT_ENOUGH"}});
    const std::string path = "/admin/v1" + path_of(order, "/refunds").substr(7);
    const json wish{{"reason", "一件破损"}, {"amount_fen", fen}};
    const auto asked = server->send("POST", path, wish, with_key(finance_session));
    EXPECT_EQ(asked.status, 201) << asked.text;
    const json closing{{"ending", "called_off"}, {"reason", "余额不足"}};
    const auto proposed =
        server->send("POST", "/admin/v1/refunds/" + asked.body["id"].get<std::string>() + "/closings",
                     closing, with_key(finance_session));
    EXPECT_EQ(proposed.status, 201) << proposed.text;
    emulator->clear_faults();
    const auto refused = server->send(
        "POST", "/admin/v1/refund-closings/" + proposed.body["id"].get<std::string>() + "/refusal",
        json::object(), with_key(finance_session));
    EXPECT_EQ(refused.status, 200) << refused.text;
    wait_for(order, [&](const json& now) { return now["refunded_fen"] == fen; });
  }

  // Somebody joins and leaves again.
  void end_dealership() {
    const Person leaving = new_dealer(invite_by(operator_session, "/admin/v1/invites"), "赵");
    const std::string path = "/admin/v1/dealers/" + leaving.profile.at("id").get<std::string>() + "/ending";
    const auto ended = server->send("POST", path, {{"reason", "不再合作"}}, with_key(operator_session));
    EXPECT_EQ(ended.status, 200) << ended.text;
  }

  // Of 120 teas the refund window passes; of a tea half comes back within it; a customer of the dealer at the
  // top leaves two levels unclaimed, and gives the cup back; a stranger's cup pays nobody.
  void sell() {
    const Person customer = buyer;
    refund(buy(customer, tea, 1, 9'900), 4'950);
    refund_in_the_end(buy(new_person({{"scene", referral_code_of(top)}}), cup, 1, 3'301), 3'301);
    buy(new_person(), cup, 1, 3'301);
    const json order = buy(customer, tea, 120, 1'188'000);
    const std::string shipment = "/admin/v1" + path_of(order, "/shipment").substr(7);
    const json parcel{{"carrier", "SF"}, {"tracking_no", "SF123"}};
    EXPECT_EQ(server->send("POST", shipment, parcel, with_key(operator_session)).status, 200);
    const auto received =
        server->send("POST", path_of(order, "/receipt"), json::object(), with_key(buyer.session));
    EXPECT_EQ(received.body["state"], "received") << received.text;
    jump_to(clock.now() + std::chrono::days(9));
    wait_for(order, [](const json& now) { return now["state"] == "completed"; });
  }

  static void seal() {
    const auto bite = [](db::Tx& tx) {
      return flows::seal_ledger(tx, crypto::Key256{1, 2, 3}, server->app().clock.now(), 100);
    };
    while (!server->database().run(bite).is_done) {
    }
  }

  static void work() {
    static wechat::PayClient pay(public_key_options_for(*emulator), server->app().clock,
                                 server->app().random);
    const App& app = server->app();
    const payout::PayoutOptions options;
    payout::Governor governor(options);
    payout::Lane lane({pay, app.sealer, app.keys.withdrawal, app.options.withdrawals, options, governor,
                       app.clock, app.random},
                      server->database().options());
    while (lane.work_once()) {
    }
  }
  // Until the withdrawal has ended, or has a transfer when `state` is "paying".
  static json work_until(const std::string& withdrawal, const std::string& state) {
    json shown;
    for (int tries = 0; tries < 100; ++tries) {
      work();
      shown = server->call("GET", "/admin/v1/withdrawals/" + withdrawal, "", auditor_session).body;
      if (shown.value("state", "") == state) return shown;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      if (tries % 10 == 9) jump_to(clock.now() + std::chrono::seconds(60));
    }
    ADD_FAILURE() << "the withdrawal is not " << state << ": " << shown.dump();
    return shown;
  }

  // With fee and tax, which the server's own rules have none of for so little.
  static std::string ask_with_fee(const Person& dealer, Fen gross) {
    flows::WithdrawalRules rules = server->app().options.withdrawals;
    rules.terms.max = Fen{200'000};
    rules.terms.fee_ppm = 10'000;
    const auto told = server->send(
        "PUT", "/api/v1/dealer/taxpayer",
        {{"name", "何文静"}, {"identity_number", "11010519491231002X"}, {"consent", true}}, dealer.session);
    EXPECT_EQ(told.status, 200) << told.text;
    const auto asked = server->database().run([&](db::Tx& tx) {
      const DealerId id = db::find_dealer_by_public_id(tx, dealer.profile.at("id").get<std::string>())->id;
      return flows::request_withdrawal(tx, rules, {fresh_id(), id, gross, fresh_id(), ""}, clock.now());
    });
    EXPECT_GT(asked.amounts.fee.value, 0);
    EXPECT_GT(asked.amounts.tax.value, 0);
    return asked.public_id;
  }
  static std::string ask(const Person& dealer, int gross_fen) {
    const auto asked = server->send("POST", "/api/v1/dealer/withdrawals", {{"gross_fen", gross_fen}},
                                    with_key(dealer.session));
    EXPECT_EQ(asked.status, 201) << asked.text;
    return asked.body.value("id", "");
  }
  static void approve(const std::string& withdrawal) {
    static int people = 0;
    std::string state;
    for (int i = 0; i < 2 && state != "approved"; ++i) {
      Finance one(*server, "approver" + std::to_string(++people));
      const auto approved = one.approve(withdrawal);
      EXPECT_EQ(approved.status, 200) << approved.text;
      state = approved.body.value("state", "");
    }
  }
  // The number of the transfer that the dealer may confirm.
  static std::string approve_and_send(const std::string& withdrawal) {
    approve(withdrawal);
    return work_until(withdrawal, "paying").at("transfers").at(0).at("number");
  }

  void withdraw() {
    auditor_session = session("auditor", Role::auditor);
    emulator->post("/pay/funds", {{"account", "OPERATION"}, {"amount", 1'000'000}});
    const std::string paid = ask_with_fee(seller, Fen{100'000});
    emulator->post("/pay/transfers/confirm", {{"out_bill_no", approve_and_send(paid)}});
    work_until(paid, "paid");

    const std::string failed = ask(middle, 5'000);
    const json failure{{"out_bill_no", approve_and_send(failed)}, {"fail_reason", "ACCOUNT_FROZEN"}};
    emulator->post("/pay/transfers/fail", failure);
    work_until(failed, "returned");

    call_off(ask(top, 2'000));

    const Headers finance = session("rejecter", Role::finance);
    const std::string rejected = ask(seller, 3'000);
    const auto refusal = server->send("POST", "/admin/v1/withdrawals/" + rejected + "/rejection",
                                      {{"reason", "请核对收款人"}}, with_key(finance));
    EXPECT_EQ(refusal.body.value("state", ""), "rejected") << refusal.text;
    ask(seller, 3'000);
    withdraw_without_tap(middle, 1'000);
  }

  static void withdraw_without_tap(const Person& dealer, int gross_fen) {
    const char* const path = "/api/v1/dealer/confirm-free";
    EXPECT_EQ(server->call("POST", path, "", dealer.session).body.value("state", ""), "waiting");
    const json consents = emulator->get("/pay/authorizations").at("authorizations");
    emulator->post("/pay/authorizations/confirm",
                   {{"out_authorization_no", consents.back().at("out_authorization_no")}});
    std::string state;
    for (int tries = 0; tries < 200 && state != "in_effect"; ++tries) {
      state = server->call("GET", path, "", dealer.session).body.value("state", "");
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    EXPECT_EQ(state, "in_effect");
    const std::string withdrawal = ask(dealer, gross_fen);
    approve(withdrawal);
    work_until(withdrawal, "paid");
  }

  // Two people call a transfer off that waits for the dealer.
  static void call_off(const std::string& withdrawal) {
    approve_and_send(withdrawal);
    Finance first(*server, "first");
    Finance second(*server, "second");
    const json wish{{"action", "cancel"}, {"reference", "工单 1"}, {"evidence", "经销商来电要求撤销"}};
    const auto proposed = first.post("/admin/v1/withdrawals/" + withdrawal + "/resolutions", wish);
    ASSERT_EQ(proposed.status, 201) << proposed.text;
    const json given{{"confirmation", second.confirm(proposed.body.at("digest"))}};
    const std::string one = "/admin/v1/payout-resolutions/" + proposed.body.at("id").get<std::string>();
    EXPECT_EQ(second.post(one + "/confirmation", given).body.value("state", ""), "confirmed");
    work_until(withdrawal, "returned");
  }

  static void stop_and_go_on() {
    const Headers one = session("stopper", Role::finance);
    const Headers two = session("closer", Role::finance);
    const json why{{"reason", "演练"}};
    EXPECT_EQ(server->send("POST", "/admin/v1/payout-fuse/stop", why, with_key(one)).body.at("is_blown"),
              true);
    server->call("POST", "/admin/v1/payout-fuse/closing", "{}", with_key(one));
    const auto closed = server->call("POST", "/admin/v1/payout-fuse/closing", "{}", with_key(two));
    EXPECT_EQ(closed.body.at("is_blown"), false) << closed.text;
  }

  // The next morning: the top-up is explained by one and confirmed by another, then the day is closed.
  static void reconcile() {
    const BillDay day = bill_day_of(clock.now());
    jump_to(hours_of(day).until + std::chrono::minutes(630));
    const Headers one = session("explainer", Role::finance);
    const Headers two = session("confirmer", Role::finance);
    const std::string path = "/admin/v1/reconciliations/" + bill_day_text(day);
    const auto started = server->send("POST", path + "/runs", {{"refetch", false}}, with_key(one));
    ASSERT_EQ(started.status, 201) << started.text;
    json job = json::object();
    for (int tries = 0; tries < 500 && job.value("state", "") != "finished"; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      job = server->call("GET", "/admin/v1/jobs/" + started.body.value("id", ""), "", one).body;
    }
    const json found = server->call("GET", path + "/differences", "", one).body.at("items");
    ASSERT_EQ(found.size(), 1U) << found;
    const std::string top_up =
        "/admin/v1/reconciliation-differences/" + found.at(0).at("id").get<std::string>();
    const json why{{"reason", "与银行流水核对"}, {"explanation", "top_up"}};
    EXPECT_EQ(server->send("POST", top_up + "/proposal", why, with_key(one)).body.value("state", ""),
              "proposed");
    EXPECT_EQ(server->send("POST", top_up + "/confirmation", why, with_key(two)).body.value("state", ""),
              "closed");
    const auto closed = server->call("POST", path + "/closing", "", with_key(one));
    EXPECT_EQ(closed.body.value("state", ""), "closed") << closed.text;
  }

  static inline ShiftedClock clock;
  static inline bool is_played = false;
  static inline Headers auditor_session;
};

}  // namespace fenrun::server::testing
