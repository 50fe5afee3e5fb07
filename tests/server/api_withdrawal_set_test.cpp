// Deciding on many withdrawals over HTTPS: what was shown is confirmed by one-time code and worked off once.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "db/withdrawal/withdrawal.hpp"
#include "server/withdrawal_set_job.hpp"
#include "tests/server/support/finance.hpp"
#include "tests/server/support/shifted_clock.hpp"
#include "tests/server/support/withdrawal_rows.hpp"

namespace fenrun::server::testing {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

class ApiWithdrawalSet : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ApiServer::Options options;
    options.clock = &clock;
    server = std::make_unique<ApiServer>(options);
  }
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override {
    server->database().empty_tables();
    one = std::make_unique<Finance>(*server, "finance1");
    two = std::make_unique<Finance>(*server, "finance2");
  }

  static std::vector<std::string> ask(int count, Fen gross = Fen{1'000}) {
    return ask_for_withdrawals(server->database(), count, gross, clock.now());
  }
  static std::int64_t count(db::Sql sql) {
    return server->database().run(
        [&](db::Tx& tx) -> Result<std::int64_t> { return tx.one(sql)->integer(0); });
  }
  static void change(db::Sql sql) {
    server->database().run([&](db::Tx& tx) -> Result<int> {
      tx.execute(sql);
      return 0;
    });
  }
  // The job as it ended.
  json end_of(const ApiReply& set) const {
    const auto path = "/admin/v1/jobs/" + set.body.at("id").get<std::string>();
    json job = one->get(path).body;
    for (int tries = 0; tries < 1'000 && job.at("ended_at").is_null(); ++tries) {
      std::this_thread::sleep_for(100ms);
      job = one->get(path).body;
    }
    return job;
  }
  json rows_of(const ApiReply& set, const std::string& query = "") const {
    return one->get("/admin/v1/withdrawal-sets/" + set.body.at("id").get<std::string>() + "/rows" + query)
        .body;
  }
  ApiReply approve_with(const std::string& withdrawal, const std::string& confirmation,
                        const Headers& session, std::int64_t version = 1) const {
    const json body{{"version", version}, {"confirmation", confirmation}};
    return server->send("POST", "/admin/v1/withdrawals/" + withdrawal + "/approval", body, with_key(session));
  }

  static inline ShiftedClock clock;
  static inline std::unique_ptr<ApiServer> server;
  std::unique_ptr<Finance> one;
  std::unique_ptr<Finance> two;
};

TEST_F(ApiWithdrawalSet, an_approval_needs_a_confirmation_of_just_this_in_this_session) {
  const auto asked = ask(3);
  const auto set = one->look({asked[0]});
  ASSERT_EQ(set.status, 201) << set.text;
  EXPECT_EQ(set.body.at("count"), 1);
  EXPECT_EQ(set.body.at("sum_fen"), 1'000);
  EXPECT_EQ(set.body.at("largest_fen"), 1'000);
  const auto bare = one->post("/admin/v1/withdrawals/" + asked[0] + "/approval", {{"version", 1}});
  EXPECT_EQ(bare.status, 403);
  EXPECT_EQ(bare.code(), "step_up.needed");
  EXPECT_EQ(one->start(set, json::object()).code(), "step_up.needed");

  const std::string digest = set.body.at("digest");
  const std::string given = one->confirm(digest);
  EXPECT_EQ(approve_with(asked[0], "made-up", one->session()).code(), "step_up.unknown");
  EXPECT_EQ(approve_with(asked[0], given, two->session()).code(), "step_up.unknown");
  EXPECT_EQ(approve_with(asked[0], given, one->another_session()).code(), "step_up.unknown");
  EXPECT_EQ(approve_with(asked[1], given, one->session()).code(), "step_up.other");
  change("UPDATE withdrawal SET gross_fen = gross_fen + 1, net_fen = net_fen + 1");
  EXPECT_EQ(approve_with(asked[0], given, one->session()).code(), "step_up.other");  // another sum
  change("UPDATE withdrawal SET gross_fen = gross_fen - 1, net_fen = net_fen - 1");
  const auto approved = approve_with(asked[0], given, one->session());
  EXPECT_EQ(approved.body.value("state", ""), "approved") << approved.text;
  EXPECT_EQ(approve_with(asked[0], given, one->session(), 2).code(), "withdrawal.state_conflict");
  EXPECT_EQ(count("SELECT COUNT(*) FROM step_up WHERE used_at IS NOT NULL"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_log WHERE action = 'staff.step_up'"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_log WHERE action = 'withdrawal.approve'"), 1);
}

TEST_F(ApiWithdrawalSet, a_confirmation_works_once_and_for_five_minutes_and_not_for_what_has_changed) {
  const auto asked = ask(2);
  const auto set = one->look(asked);
  const auto same = one->look({asked[1], asked[0]});
  EXPECT_EQ(same.body.at("digest"), set.body.at("digest"));
  EXPECT_NE(one->look(asked, "reject").body.at("digest"), set.body.at("digest"));
  const std::string given = one->confirm(set.body.at("digest"));
  EXPECT_EQ(one->start(one->look({asked[0]}), {{"confirmation", given}}).code(), "step_up.other");
  const auto started = one->start(set, {{"confirmation", given}});
  ASSERT_EQ(started.status, 201) << started.text;
  EXPECT_EQ(one->start(set, {{"confirmation", given}}).code(), "withdrawal_set.started");
  EXPECT_EQ(one->start(same, {{"confirmation", given}}).code(), "step_up.used");
  EXPECT_EQ(end_of(set).at("result").at("done"), 2);

  const auto fresh = ask(1);
  const auto seen = one->look(fresh);
  const std::string late = one->confirm(seen.body.at("digest"));
  clock.advance(5min + 1s);
  EXPECT_EQ(one->start(seen, {{"confirmation", late}}).code(), "step_up.expired");
  const std::string again = one->confirm(seen.body.at("digest"));
  const auto reviewed = two->post("/admin/v1/withdrawals/" + fresh[0] + "/review", {{"reason", "核对"}});
  ASSERT_EQ(reviewed.status, 200) << reviewed.text;
  EXPECT_EQ(approve_with(fresh[0], again, one->session()).code(), "withdrawal.changed");
  EXPECT_EQ(approve_with(fresh[0], again, one->session(), 2).code(), "step_up.other");
}

TEST_F(ApiWithdrawalSet, five_wrong_codes_in_five_minutes_are_enough_and_a_code_works_once_anywhere) {
  const auto set = one->look(ask(1));
  const std::string digest = set.body.at("digest");
  const auto log_in = [&](const std::string& code) {
    const json body{{"login_name", one->login().name}, {"password", one->login().password}, {"totp", code}};
    return server->send("POST", "/admin/v1/login", body, {});
  };
  const auto step_up = [&](const std::string& code) {
    return one->post("/admin/v1/step-ups", {{"digest", digest}, {"totp", code}});
  };
  const std::string first = one->next_code();
  EXPECT_EQ(step_up(first).status, 201);
  EXPECT_EQ(step_up(first).code(), "step_up.refused");
  EXPECT_EQ(log_in(first).code(), "login.refused");
  const std::string second = one->next_code();
  EXPECT_EQ(log_in(second).status, 200);
  EXPECT_EQ(step_up(second).code(), "step_up.refused");

  clock.advance(5min);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(step_up("00000" + std::to_string(i)).status, 403);
  const std::string right = one->next_code();
  const auto stopped = step_up(right);
  EXPECT_EQ(stopped.status, 429);
  EXPECT_EQ(stopped.code(), "step_up.too_many");
  EXPECT_FALSE(stopped.field("Retry-After").empty());
  EXPECT_EQ(two->look({}).status, 400);
  EXPECT_EQ(two->step_up(digest).status, 201);  // another person is not held up
  clock.advance(5min);
  EXPECT_EQ(step_up(one->next_code()).status, 201);
  EXPECT_GE(count("SELECT COUNT(*) FROM audit_log WHERE action = 'staff.step_up_refused'"), 7);
}

TEST_F(ApiWithdrawalSet, a_set_is_started_once_by_who_made_it_while_it_is_fresh) {
  const auto asked = ask(2);
  const auto set = one->look(asked);
  EXPECT_EQ(two->start(set, {{"confirmation", "any"}}).code(), "withdrawal_set.of_another");
  const auto other =
      server->send("POST", "/admin/v1/withdrawal-sets/" + set.body.at("id").get<std::string>() + "/start",
                   {{"confirmation", "any"}}, with_key(one->another_session()));
  EXPECT_EQ(other.code(), "withdrawal_set.of_another");
  EXPECT_EQ(one->post("/admin/v1/withdrawal-sets/01J00000000000000000000000/start", json::object()).code(),
            "withdrawal_set.not_found");
  EXPECT_EQ(one->start(one->look(asked, "reject"), json::object()).code(), "withdrawal.reason_invalid");
  const auto empty = one->look({"01J00000000000000000000000"});
  EXPECT_EQ(one->start(empty, {{"confirmation", "any"}}).code(), "withdrawal_set.empty");
  EXPECT_EQ(rows_of(empty).at("items")[0].at("code"), "withdrawal.not_found");
  const json both{{"action", "approve"}, {"state", "requested"}, {"withdrawals", asked}};
  EXPECT_EQ(one->post("/admin/v1/withdrawal-sets", both).status, 400);
  EXPECT_EQ(one->post("/admin/v1/withdrawal-sets", {{"action", "approve"}, {"state", "lost"}}).status, 400);
  clock.advance(31min);
  // The session has been idle for as long.
  Finance late(*server, "finance3");
  const auto old = late.look(asked);
  clock.advance(20min);
  EXPECT_EQ(late.get("/admin/v1/withdrawal-sets/" + old.body.at("id").get<std::string>()).status, 200);
  clock.advance(11min);
  EXPECT_EQ(late.start(old, {{"confirmation", "any"}}).code(), "withdrawal_set.expired");
}

TEST_F(ApiWithdrawalSet, a_thousand_withdrawals_are_approved_by_two_people_once_each) {
  ask(1'000, Fen{30'000});
  const auto approve_those_in = [&](Finance& person, const std::string& state) {
    const auto set = person.post("/admin/v1/withdrawal-sets", {{"action", "approve"}, {"state", state}});
    EXPECT_EQ(set.body.at("count"), 1'000) << set.text;
    EXPECT_EQ(set.body.at("sum_fen"), 30'000'000);
    EXPECT_EQ(set.body.at("completed"), state == "approved_1" ? 1'000 : 0);
    EXPECT_EQ(person.start(set, {{"confirmation", person.confirm(set.body.at("digest"))}}).status, 201);
    EXPECT_EQ(end_of(set).at("result").at("done"), 1'000);
  };
  approve_those_in(*one, "requested");
  const json wish{{"action", "approve"}, {"state", "approved_1"}};
  EXPECT_EQ(one->post("/admin/v1/withdrawal-sets", wish).body.at("count"), 0);  // nobody approves twice
  approve_those_in(*two, "approved_1");
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal WHERE state = 'approved'"), 1'000);
  EXPECT_EQ(
      count("SELECT COUNT(*) FROM (SELECT withdrawal_id FROM withdrawal_approval GROUP BY withdrawal_id "
            "HAVING COUNT(*) = 2 AND COUNT(DISTINCT staff_id) = 2) AS by_two"),
      1'000);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_log WHERE action = 'withdrawal.approve'"), 2'000);
}

// Two sets over the same rows, seen at the same time and worked off at the same time by two runners.
TEST_F(ApiWithdrawalSet, two_sets_over_the_same_withdrawals_approve_each_once) {
  const auto asked = ask(150, Fen{30'000});
  const auto first = one->look(asked);
  const auto rival = two->look(asked);
  JobRunner another(server->backend().app().database, clock,
                    {withdrawal_set_job(server->app().options.withdrawals, server->app().keys.withdrawal)},
                    10ms);
  const std::string first_given = one->confirm(first.body.at("digest"));
  const std::string rival_given = two->confirm(rival.body.at("digest"));
  EXPECT_EQ(one->start(first, {{"confirmation", first_given}}).status, 201);
  EXPECT_EQ(two->start(rival, {{"confirmation", rival_given}}).status, 201);
  const json by_first = end_of(first).at("result");
  const json by_rival = end_of(rival).at("result");
  EXPECT_EQ(by_first.at("done").get<int>() + by_rival.at("done").get<int>(), 150);
  EXPECT_EQ(by_first.at("changed").get<int>() + by_rival.at("changed").get<int>(), 150);
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal_approval"), 150);
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal WHERE state = 'approved_1'"), 150);
}

TEST_F(ApiWithdrawalSet, rows_say_what_became_of_them_page_by_page) {
  const auto asked = ask(5);
  const auto gone = two->post("/admin/v1/withdrawals/" + asked[4] + "/rejection", {{"reason", "资料不全"}});
  ASSERT_EQ(gone.status, 200) << gone.text;
  change("UPDATE dealer SET state = 'suspended' ORDER BY id LIMIT 1");
  const auto set = one->look(asked);
  EXPECT_EQ(set.body.at("selected"), 5);
  EXPECT_EQ(set.body.at("count"), 3);
  EXPECT_EQ(set.body.at("sum_fen"), 3'000);
  const auto excluded = rows_of(set, "?outcome=excluded").at("items");
  ASSERT_EQ(excluded.size(), 2U);
  EXPECT_EQ(excluded[0].at("code"), "dealer.suspended");
  EXPECT_EQ(excluded[1].at("code"), "withdrawal.state_conflict");
  // One changes, and one more dealer is suspended, between the look and the start.
  ASSERT_EQ(two->post("/admin/v1/withdrawals/" + asked[1] + "/review", {{"reason", "核对"}}).status, 200);
  change("UPDATE dealer SET state = 'suspended' ORDER BY id LIMIT 3");
  ASSERT_EQ(one->start(set, {{"confirmation", one->confirm(set.body.at("digest"))}}).status, 201);
  const json job = end_of(set);
  const json result{{"done", 1}, {"done_sum_fen", 1'000}, {"changed", 1}, {"refused", 1}, {"excluded", 2}};
  EXPECT_EQ(job.at("result"), result);
  EXPECT_EQ(job.at("done"), 5);
  std::vector<std::string> outcomes;
  std::string cursor;
  do {
    const json page = rows_of(set, "?limit=2" + cursor);
    for (const auto& row : page.at("items")) outcomes.push_back(row.at("outcome"));
    cursor = page.at("next_cursor").is_null() ? "" : "&cursor=" + page.at("next_cursor").get<std::string>();
  } while (!cursor.empty());
  EXPECT_EQ(outcomes, (std::vector<std::string>{"excluded", "changed", "refused", "done", "excluded"}));
}

TEST_F(ApiWithdrawalSet, many_are_rejected_or_held_with_a_reason_and_without_a_code) {
  const auto asked = ask(4);
  const auto held = one->look({asked[0], asked[1]}, "review");
  EXPECT_EQ(one->start(held, {{"reason", "核对"}}).status, 201);
  EXPECT_EQ(end_of(held).at("result").at("done"), 2);
  const auto seen = one->look(asked);
  EXPECT_EQ(rows_of(seen).at("items")[0].at("code"), "withdrawal.own");  // nobody approves what they edited
  const auto rejected = one->look(asked, "reject");
  EXPECT_EQ(rejected.body.at("count"), 4);
  EXPECT_EQ(one->start(rejected, {{"reason", "资料不全"}}).status, 201);
  EXPECT_EQ(end_of(rejected).at("result").at("done_sum_fen"), 4'000);
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal WHERE state = 'rejected' AND reason = '资料不全'"), 4);
  EXPECT_EQ(count("SELECT CAST(SUM(available_fen) AS SIGNED) FROM ledger_sheet WHERE sheet > 0"), 4'000);
  EXPECT_EQ(count("SELECT CAST(SUM(held_fen) AS SIGNED) FROM ledger_sheet WHERE sheet > 0"), 0);
}

}  // namespace
}  // namespace fenrun::server::testing
