// A transfer is paid, the morning comes, and the bills of WeChat are matched, explained, and closed over
// HTTPS. WeChat is the emulator: its bills come from its own books, and differences are planted in them.
#include <chrono>
#include <thread>

#include "db/dealer/dealer.hpp"
#include "flows/ledger/post.hpp"
#include "payout/lane.hpp"
#include "server/reconciliation_keeper.hpp"
#include "tests/server/support/finance.hpp"
#include "tests/server/support/pay_story.hpp"
#include "tests/server/support/shifted_clock.hpp"

namespace fenrun::server::testing {
namespace {

class ApiReconciliation : public PayStory {
 protected:
  static void SetUpTestSuite() {
    start_emulator();
    start_server(options_with_pay(&clock));
  }

  void SetUp() override {
    ApiStory::SetUp();
    emulator->call("DELETE", "/pay/bills/plants");
    server->database().run([](db::Tx& tx) -> Result<bool> {
      tx.execute(
          "UPDATE payout_fuse SET is_blown = 0, reason = '', blown_at = NULL, closing_by = 0, "
          "closing_at = NULL");
      return true;
    });
    // A day of its own, at noon in China.
    day_ = bill_day_of(clock.now()) + std::chrono::days(1);
    jump_to(hours_of(day_).from + std::chrono::hours(12));
    emulator->post("/pay/funds", {{"account", "OPERATION"}, {"amount", 100'000}});
    operator_session = session("operator2", Role::operator_);
  }

  static void jump_to(Instant instant) {
    const auto step = std::chrono::ceil<std::chrono::seconds>(instant - clock.now());
    emulator->advance_clock(step.count());
    clock.advance(step);
  }
  // Half past ten of the day after: the bills are there.
  void sleep_until_bills() {
    jump_to(hours_of(day_).until + std::chrono::minutes(630));
    finance_one = session("finance1", Role::finance);
    finance_two = session("finance2", Role::finance);
  }
  static Headers session(const std::string& name, Role role) {
    auto login = server->add_staff(name, role);
    return server->sign_in(login);
  }
  static wechat::PayClient& pay() {
    static wechat::PayClient client(public_key_options_for(*emulator), server->app().clock,
                                    server->app().random);
    return client;
  }
  static void work() {
    const auto& app = server->app();
    payout::PayoutOptions options;
    payout::Governor governor(options);
    payout::Lane lane({pay(), app.sealer, app.keys.withdrawal, app.options.withdrawals, options, governor,
                       app.clock, app.random},
                      server->database().options());
    while (lane.work_once()) {
    }
  }

  // A transfer of 50 yuan that the dealer has received; its number.
  std::string pay_dealer() {
    Finance one(*server, "approver1");
    Finance two(*server, "approver2");
    const json uses{{"uses", 5}, {"days", 7}};
    const std::string invite =
        server->send("POST", "/admin/v1/invites", uses, with_key(operator_session)).body["code"];
    const Person dealer = new_dealer(invite, "王一店");
    earn(dealer, Fen{5'000});
    const auto asked =
        server->send("POST", "/api/v1/dealer/withdrawals", {{"gross_fen", 5'000}}, with_key(dealer.session));
    EXPECT_EQ(asked.status, 201) << asked.text;
    const std::string id = asked.body.value("id", "");
    EXPECT_EQ(one.approve(id).status, 200);
    EXPECT_EQ(two.approve(id).status, 200);
    work();
    const std::string number = one.get("/admin/v1/withdrawals/" + id).body.at("transfers").at(0).at("number");
    emulator->post("/pay/transfers/confirm", {{"out_bill_no", number}});
    std::string state;
    for (int i = 0; i < 200 && state != "paid"; ++i) {
      work();
      state = one.get("/admin/v1/withdrawals/" + id).body.value("state", "");
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    EXPECT_EQ(state, "paid");
    return number;
  }
  static void earn(const Person& person, Fen amount) {
    server->database().run([&](db::Tx& tx) {
      const DealerId id = db::find_dealer_by_public_id(tx, person.profile.at("id").get<std::string>())->id;
      const std::vector<Movement> movements{flows::accrue("sale", id, amount),
                                            {MovementKind::release, "sale", id, amount, "sale"}};
      return flows::post(tx, movements, server->app().clock.now());
    });
  }

  [[nodiscard]] std::string path(const std::string& more = "") const { return path_of(day_, more); }
  static std::string path_of(BillDay day, const std::string& more) {
    return "/admin/v1/reconciliations/" + bill_day_text(day) + more;
  }
  void plant(const json& what) const {
    json body{{"bill", "OPERATION"}, {"day", bill_day_text(day_)}};
    body.update(what);
    emulator->post("/pay/bills/plants", body);
  }
  // Starts the job and waits for its end.
  json run(BillDay day, bool is_refetch = false) const {
    const auto started =
        server->send("POST", path_of(day, "/runs"), {{"refetch", is_refetch}}, with_key(finance_one));
    EXPECT_EQ(started.status, 201) << started.text;
    return end_of(started.body.value("id", ""));
  }
  [[nodiscard]] json end_of(const std::string& job) const {
    json shown;
    for (int i = 0; i < 500; ++i) {
      shown = server->call("GET", "/admin/v1/jobs/" + job, "", finance_one).body;
      if (shown.value("state", "") != "queued" && shown.value("state", "") != "running") break;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return shown;
  }
  [[nodiscard]] json differences(const std::string& query = "") const {
    const auto found = server->call("GET", path("/differences" + query), "", finance_one);
    EXPECT_EQ(found.status, 200) << found.text;
    return found.body.at("items");
  }
  static ApiReply propose(const json& difference, const std::string& explanation, const Headers& staff) {
    return server->send(
        "POST",
        "/admin/v1/reconciliation-differences/" + difference.at("id").get<std::string>() + "/proposal",
        {{"reason", "与银行流水核对"}, {"explanation", explanation}}, with_key(staff));
  }
  static ApiReply confirm(const json& difference, const std::string& shown, const Headers& staff) {
    return server->send(
        "POST",
        "/admin/v1/reconciliation-differences/" + difference.at("id").get<std::string>() + "/confirmation",
        {{"reason", "与银行流水核对"}, {"explanation", shown}}, with_key(staff));
  }
  void settle(const json& difference, const std::string& explanation) const {
    EXPECT_EQ(propose(difference, explanation, finance_one).body.value("state", ""), "proposed");
    EXPECT_EQ(confirm(difference, explanation, finance_two).body.value("state", ""), "closed");
  }
  [[nodiscard]] ApiReply close() const {
    return server->call("POST", path("/closing"), "", with_key(finance_one));
  }

  BillDay day_;
  Headers finance_one;
  Headers finance_two;
  static inline ShiftedClock clock;
};

TEST_F(ApiReconciliation, from_the_transfer_to_the_closed_day) {
  pay_dealer();
  const auto early = session("early", Role::finance);
  EXPECT_EQ(server->send("POST", path("/runs"), {{"refetch", false}}, with_key(early)).code(),
            "reconciliation.day_not_over");
  plant({{"kind", "extra"}, {"number", "STRANGER1"}, {"amount", 900}, {"is_refund", true}});
  sleep_until_bills();
  const auto unknown = path_of(day_ - std::chrono::days(40), "");
  EXPECT_EQ(server->call("GET", unknown, "", finance_one).code(), "reconciliation.not_found");
  const json job = run(day_);
  ASSERT_EQ(job.at("state"), "finished") << job;
  EXPECT_EQ(job.at("result").at("open_differences"), 2);

  const auto shown = server->call("GET", path(), "", finance_one);
  EXPECT_EQ(shown.body.at("operation").at("matched"), 1) << shown.text;
  EXPECT_EQ(shown.body.at("operation").at("matched_fen"), 5'000);
  EXPECT_EQ(shown.body.at("operation").at("lines"), 3);
  EXPECT_EQ(shown.body.at("suspense_fen"), 100'000 - 900);
  EXPECT_EQ(close().code(), "reconciliation.difference_open");
  EXPECT_EQ(differences("?class=not_ours"), json::array());
  const json stranger = differences("?class=unknown_line&state=open").at(0);
  EXPECT_EQ(stranger.at("number"), "STRANGER1");
  EXPECT_EQ(stranger.at("billed_fen"), -900);
  EXPECT_EQ(stranger.at("owner"), "engineer");
  const auto first = server->call("GET", path("/differences?limit=1"), "", finance_one);
  ASSERT_TRUE(first.body.at("next_cursor").is_string());
  const std::string cursor = first.body["next_cursor"];
  EXPECT_EQ(differences("?limit=1&cursor=" + cursor).size(), 1U);

  const json top_up = differences("?class=to_explain").at(0);
  const auto auditor = session("auditor", Role::auditor);
  EXPECT_EQ(server->call("GET", path(), "", auditor).status, 200);
  EXPECT_EQ(propose(top_up, "top_up", auditor).code(), "caller.no_permission");
  EXPECT_EQ(propose(top_up, "none", finance_one).code(), "reconciliation.unexplained");
  EXPECT_EQ(confirm(top_up, "top_up", finance_two).code(), "reconciliation.difference_not_proposed");
  EXPECT_EQ(propose(top_up, "top_up", finance_one).body.at("proposed_by"), "finance1");
  EXPECT_EQ(confirm(top_up, "top_up", finance_one).code(), "reconciliation.difference_own");
  EXPECT_EQ(confirm(top_up, "none", finance_two).code(), "reconciliation.difference_changed");
  EXPECT_EQ(confirm(top_up, "top_up", finance_two).body.at("closed_by"), "finance2");
  settle(stranger, "fee");
  EXPECT_EQ(server->call("GET", path(), "", finance_one).body.at("suspense_fen"), 0);
  EXPECT_EQ(run(day_).at("result").at("open_differences"), 0);  // again: what is closed stays closed

  const auto workbook = server->call("GET", path("/xlsx"), "", finance_one);
  EXPECT_EQ(workbook.text.substr(0, 2), "PK");
  EXPECT_EQ(close().body.value("state", ""), "closed");
  EXPECT_EQ(close().code(), "reconciliation.closed");
  EXPECT_EQ(server->send("POST", path("/runs"), {{"refetch", false}}, with_key(finance_one)).code(),
            "reconciliation.closed");
  const auto days = server->call("GET", "/admin/v1/reconciliations?state=closed", "", finance_one);
  EXPECT_EQ(days.body.at("items").at(0).at("day"), bill_day_text(day_)) << days.text;
  const auto log = server->call("GET", "/admin/v1/audit-log?limit=20", "", auditor);
  for (const char* action :
       {"reconciliation.start", "reconciliation.propose", "reconciliation.confirm", "reconciliation.close"}) {
    EXPECT_NE(log.text.find(action), std::string::npos) << action;
  }
}

TEST_F(ApiReconciliation, what_only_the_trade_bill_has_keeps_the_day_open_and_no_payout_waits) {
  plant({{"bill", "trade"}, {"kind", "extra"}, {"number", "STRANGER2"}, {"amount", 900}});
  sleep_until_bills();
  ASSERT_EQ(run(day_).at("state"), "finished");
  const json stranger = differences("?class=not_ours").at(0);
  EXPECT_EQ(stranger.at("account"), "trade");
  EXPECT_EQ(stranger.at("number"), "STRANGER2");
  EXPECT_EQ(stranger.at("billed_fen"), 900);
  EXPECT_EQ(stranger.at("unbooked_fen"), 0);
  const auto shown = server->call("GET", path(), "", finance_one);
  EXPECT_EQ(shown.body.at("trade").at("lines"), 1) << shown.text;
  EXPECT_EQ(shown.body.at("trade").at("income_fen"), 900);
  EXPECT_EQ(shown.body.at("trade").at("differences"), 1);
  EXPECT_FALSE(server->call("GET", "/admin/v1/payout-fuse", "", finance_one).body.at("is_blown"));
  settle(differences("?class=to_explain").at(0), "top_up");
  EXPECT_EQ(close().code(), "reconciliation.difference_open");
  settle(stranger, "none");
  EXPECT_EQ(close().body.value("state", ""), "closed");
}

TEST_F(ApiReconciliation, a_late_line_is_found_in_the_next_bill) {
  plant({{"kind", "late"}, {"number", pay_dealer()}});
  sleep_until_bills();
  run(day_);
  const json missing = differences("?class=missing_in_bill");
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing.at(0).at("ours_fen"), -5'000);
  EXPECT_EQ(missing.at(0).at("billed_fen"), nullptr);
  settle(differences("?class=to_explain").at(0), "top_up");
  EXPECT_EQ(close().code(), "reconciliation.difference_open");
  jump_to(hours_of(day_).until + std::chrono::hours(35));
  finance_one = session("finance3", Role::finance);
  EXPECT_EQ(run(day_ + std::chrono::days(1)).at("state"), "finished");
  EXPECT_EQ(differences("?class=missing_in_bill").at(0).at("state"), "gone");
  EXPECT_EQ(close().body.value("state", ""), "closed");
}

TEST_F(ApiReconciliation, another_amount_stops_payouts) {
  plant({{"kind", "changed_amount"}, {"number", pay_dealer()}, {"amount", 100}});
  sleep_until_bills();
  run(day_);
  const json found = differences("?class=amount_differs");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.at(0).at("ours_fen"), -5'000);
  EXPECT_EQ(found.at(0).at("billed_fen"), -5'100);
  const auto fuse = server->call("GET", "/admin/v1/payout-fuse", "", finance_one);
  EXPECT_EQ(fuse.body.at("is_blown"), true) << fuse.text;
}

TEST_F(ApiReconciliation, a_bill_that_changes_after_it_was_kept_is_a_difference) {
  const std::string number = pay_dealer();
  sleep_until_bills();
  run(day_);
  EXPECT_EQ(run(day_, true).at("result").at("open_differences"), 1);  // the same file: the top-up alone
  plant({{"kind", "duplicate"}, {"number", number}});
  EXPECT_EQ(run(day_).at("result").at("open_differences"), 1);  // not fetched again
  EXPECT_EQ(run(day_, true).at("result").at("open_differences"), 2);
  EXPECT_EQ(differences("?class=bill_changed").size(), 1U);
}

TEST_F(ApiReconciliation, what_cannot_be_fetched_is_tried_again_by_itself) {
  sleep_until_bills();
  day_ -= std::chrono::days(60);  // long before the server's first: nobody reconciles it meanwhile
  emulator->add_fault("hang_before", "/v3/bill/fundflowbill", 0, {{"pace_ms", 1}});
  const json job = run(day_);
  emulator->clear_faults();
  EXPECT_EQ(job.at("state"), "failed");
  EXPECT_EQ(job.at("failure").at("code"), "reconciliation.bills_not_fetched") << job;
  EXPECT_TRUE(server->call("GET", path(), "", finance_one).body.at("tried_again_at").is_string());
  EXPECT_EQ(close().code(), "reconciliation.bill_missing");
}

TEST_F(ApiReconciliation, every_morning_the_day_before_is_reconciled_by_itself) {
  pay_dealer();
  sleep_until_bills();
  const auto& app = server->app();
  ReconciliationKeeper keeper(pay(), server->backend().database(), app.clock, app.random,
                              std::chrono::milliseconds(10));
  json shown = json::object();
  for (int i = 0; i < 500 && !shown.value("reconciled_at", json()).is_string(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    shown = server->call("GET", path(), "", finance_one).body;
  }
  EXPECT_EQ(shown.at("operation").at("matched"), 1) << shown;
  EXPECT_EQ(shown.at("tried_again_at"), nullptr);
  const auto jobs = server->call("GET", "/admin/v1/jobs?kind=reconciliation", "", finance_one);
  EXPECT_EQ(jobs.body.at("items").at(0).at("started_by"), nullptr) << jobs.text;
}

}  // namespace
}  // namespace fenrun::server::testing
