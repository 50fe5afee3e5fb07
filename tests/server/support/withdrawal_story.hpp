// A dealer with money, two people of finance, WeChat as the emulator plays it, and the real worker.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "db/dealer/dealer.hpp"
#include "db/journal/sheet.hpp"
#include "domain/ledger/sheet.hpp"
#include "flows/ledger/post.hpp"
#include "payout/lane.hpp"
#include "tests/server/support/finance.hpp"
#include "tests/server/support/pay_story.hpp"

namespace fenrun::server::testing {

class WithdrawalStory : public PayStory {
 protected:
  static void SetUpTestSuite() {
    PayStory::SetUpTestSuite();
    emulator->post("/pay/funds", {{"account", "OPERATION"}, {"amount", 1'000'000}});
  }

  void SetUp() override {
    ApiStory::SetUp();
    const auto& app = server->app();
    pay_ = std::make_unique<wechat::PayClient>(pay_options_for(*emulator), app.clock, app.random);
    one_ = std::make_unique<Finance>(*server, "finance1");
    two_ = std::make_unique<Finance>(*server, "finance2");
    finance_one = one_->session();
    finance_two = two_->session();
    dealer = new_dealer(invite(), "王一店");
    earn(dealer, Fen{5'000});
  }

  static Headers session(const std::string& name, Role role) {
    auto login = server->add_staff(name, role);
    return server->sign_in(login);
  }
  [[nodiscard]] std::string invite() const {
    const json uses{{"uses", 5}, {"days", 7}};
    return server->send("POST", "/admin/v1/invites", uses, with_key(operator_session)).body["code"];
  }
  static DealerId id_of(const Person& person) {
    return server->database().run([&](db::Tx& tx) -> Result<DealerId> {
      return db::find_dealer_by_public_id(tx, person.profile.at("id").get<std::string>())->id;
    });
  }
  static void earn(const Person& person, Fen amount) {
    const DealerId id = id_of(person);
    const std::vector<Movement> movements{flows::accrue("sale", id, amount),
                                          {MovementKind::release, "sale", id, amount, "sale"}};
    server->database().run([&](db::Tx& tx) { return flows::post(tx, movements, server->app().clock.now()); });
  }
  static Balance balance_of(const Person& person) {
    const DealerId id = id_of(person);
    return server->database().run(
        [&](db::Tx& tx) -> Result<Balance> { return db::find_sheet(tx, sheet_of(id)).balance; });
  }

  static ApiReply request(const Person& person, std::int64_t fen, const Headers& key) {
    Headers headers = person.session;
    headers.insert(headers.end(), key.begin(), key.end());
    return server->send("POST", "/api/v1/dealer/withdrawals", {{"gross_fen", fen}}, headers);
  }
  static ApiReply show(const Person& person, const std::string& id) {
    return server->call("GET", "/api/v1/dealer/withdrawals/" + id, "", person.session);
  }
  static ApiReply decide(const std::string& id, const std::string& how, const json& body,
                         const Headers& staff) {
    return server->send("POST", "/admin/v1/withdrawals/" + id + "/" + how, body, with_key(staff));
  }

  // Of the newest entry about the withdrawal in the dealer's history.
  static std::string payment_state(const Person& person, const std::string& id) {
    const auto page = server->call("GET", "/api/v1/dealer/money/entries", "", person.session);
    for (const json& entry : page.body.at("items")) {
      if (entry.at("subject") == id) return entry.at("payment_state");
    }
    return "";
  }

  // One round of the real worker on the server's own keys.
  void work() {
    const auto& app = server->app();
    payout::PayoutOptions options;
    payout::Governor governor(options);
    payout::Lane lane({*pay_, app.sealer, app.keys.withdrawal, app.options.withdrawals, options, governor,
                       app.clock, app.random},
                      server->database().options());
    while (lane.work_once()) {
    }
  }
  std::string state_after_work(const std::string& id, const std::string& wanted) {
    std::string state;
    for (int i = 0; i < 100 && state != wanted; ++i) {
      work();
      state = show(dealer, id).body.value("state", "");
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return state;
  }
  // Approved by two and sent to WeChat, which waits for the dealer.
  std::string sent(const ApiReply& asked) {
    EXPECT_EQ(asked.status, 201) << asked.text;
    const std::string id = asked.body.value("id", "");
    EXPECT_EQ(one_->approve(id).status, 200);
    EXPECT_EQ(two_->approve(id).status, 200);
    work();
    EXPECT_EQ(show(dealer, id).body.at("transfer_state"), "await_user");
    return id;
  }
  [[nodiscard]] json transfer_of(const std::string& id) const {
    return server->call("GET", "/admin/v1/withdrawals/" + id, "", finance_one).body.at("transfers").at(0);
  }
  [[nodiscard]] std::string number_of(const std::string& id) const { return transfer_of(id).at("number"); }
  [[nodiscard]] std::vector<std::string> calls_of(const std::string& id) const {
    std::vector<std::string> steps;
    const json transfer = transfer_of(id);
    for (const json& call : transfer.at("calls")) steps.push_back(call.at("step"));
    return steps;
  }
  static void age_hints() {
    server->database().connection().run_script_statement("UPDATE payout_hint SET hinted_at = '2020-01-01'");
  }
  // What we answered to the callback that the emulator spoilt; 0 when none came.
  static int status_of_forgery() {
    for (int i = 0; i < 200; ++i) {
      const json books = emulator->get("/books/callback-attempts");
      for (const auto& attempt : books.at("entries")) {
        if (attempt.at("http_status") == 401) return 401;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return 0;
  }
  static std::int64_t notices() {
    return server->database().run([](db::Tx& tx) -> Result<std::int64_t> {
      return tx.one("SELECT COUNT(*) FROM transfer_notice")->integer(0);
    });
  }

  std::unique_ptr<wechat::PayClient> pay_;  // the worker's
  std::unique_ptr<Finance> one_;
  std::unique_ptr<Finance> two_;
  Headers finance_one;
  Headers finance_two;
  Person dealer;
};

}  // namespace fenrun::server::testing
