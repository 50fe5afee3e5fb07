// What finance must look at: transfers that do not go on by themselves, the books at a glance, and who
// decided.
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "db/journal/seal.hpp"
#include "flows/ledger/seal_ledger.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "tests/server/support/withdrawal_rows.hpp"
#include "tests/server/support/withdrawal_story.hpp"

namespace fenrun::server::testing {
namespace {

class ApiPayoutAttention : public WithdrawalStory {
 protected:
  static void run(std::string_view sql) { server->database().connection().run_script_statement(sql); }
  [[nodiscard]] ApiReply ask(const std::string& query = "", const Headers& more = {}) const {
    Headers headers = finance_one;
    headers.insert(headers.end(), more.begin(), more.end());
    return server->call("GET", "/admin/v1/payout-attention" + query, "", headers);
  }
  [[nodiscard]] json only() const {
    const auto reply = ask();
    EXPECT_EQ(reply.status, 200) << reply.text;
    EXPECT_EQ(reply.body.at("items").size(), 1U) << reply.text;
    return reply.body.at("items").empty() ? json::object() : reply.body.at("items").at(0);
  }
  [[nodiscard]] json trial_balance() const {
    return server->call("GET", "/admin/v1/trial-balance", "", finance_one).body;
  }
  [[nodiscard]] std::int64_t balance_on(const std::string& account) const {
    const json balance = trial_balance();
    for (const json& one : balance.at("accounts")) {
      if (one.at("account") == account) return one.at("balance_fen");
    }
    ADD_FAILURE() << "no account " << account;
    return 0;
  }
};

TEST_F(ApiPayoutAttention, a_transfer_stands_there_for_what_is_the_matter_with_it) {
  const std::string id = sent(request(dealer, 1'000, {{"Idempotency-Key", "look-tap-0001"}}));
  EXPECT_TRUE(ask().body.at("items").empty()) << "it waits for its dealer, and not for long";

  run("UPDATE payout SET first_post_at = first_post_at - INTERVAL 21 HOUR");
  const json waiting = only();
  EXPECT_EQ(waiting.at("kind"), "confirm_soon");
  EXPECT_EQ(waiting.at("owner"), "dealer");
  EXPECT_EQ(waiting.at("withdrawal"), id);
  EXPECT_EQ(waiting.at("dealer_name"), "王一店");
  EXPECT_GE(waiting.at("age_seconds"), 21 * 3600);
  EXPECT_LT(waiting.at("age_seconds"), 22 * 3600);

  run("UPDATE payout SET state = 'unknown'");
  EXPECT_TRUE(ask().body.at("items").empty()) << "it is asked about";
  run("UPDATE payout SET state_at = state_at - INTERVAL 16 MINUTE");
  EXPECT_EQ(only().at("kind"), "unknown");
  run("UPDATE payout SET state = 'parked_funds'");
  EXPECT_EQ(only().at("owner"), "finance");
  run("UPDATE payout SET state = 'unknown', needs_human = 1, human_reason = 'never_known'");
  EXPECT_EQ(only().at("kind"), "never_known");

  run("UPDATE payout SET state = 'accepted', human_reason = 'lost'");
  EXPECT_EQ(only().at("kind"), "lost");

  run("UPDATE payout SET state = 'failed', is_open = NULL, human_reason = 'fail_reason', fail_reason = "
      "'OPENID_INVALID'");
  const json failed = only();
  EXPECT_EQ(failed.at("kind"), "failed");
  EXPECT_EQ(failed.at("owner"), "engineer") << "by WeChat's reason";
  EXPECT_EQ(failed.at("fail_reason"), "OPENID_INVALID");
  const auto in_english = ask("", {{"Accept-Language", "en"}});
  EXPECT_NE(in_english.body.at("items").at(0).at("reason"), failed.at("reason"));
  EXPECT_NE(in_english.body.at("items").at(0).at("next"), failed.at("next"));
  run("UPDATE withdrawal SET state = 'returned', is_open = NULL");
  EXPECT_TRUE(ask().body.at("items").empty()) << "people have given the money back";
  run("UPDATE payout SET human_reason = 'contradiction'");
  EXPECT_EQ(only().at("kind"), "contradiction") << "for good";
}

TEST_F(ApiPayoutAttention, the_list_goes_on_by_its_cursor_and_is_counted) {
  const std::string id = sent(request(dealer, 1'000, {{"Idempotency-Key", "look-tap-0002"}}));
  run("UPDATE payout SET state = 'parked_funds', needs_human = 1");
  const auto counted = ask("?count=exact&limit=1");
  EXPECT_EQ(counted.body.at("total"), (json{{"count", 1}, {"sum_fen", 1'000}, {"is_whole", true}}))
      << "once, whatever is the matter";
  EXPECT_EQ(counted.body.at("next_cursor"), nullptr);
  run("UPDATE payout SET state = 'failed', is_open = NULL, human_reason = 'contradiction'");
  run("UPDATE withdrawal SET state = 'returned', is_open = NULL");
  const std::string other = sent(request(dealer, 1'000, {{"Idempotency-Key", "look-tap-0003"}}));
  run("UPDATE payout SET state = 'parked_funds' WHERE is_open = 1");
  const auto first = ask("?count=exact&limit=1");
  EXPECT_EQ(first.body.at("total"), (json{{"count", 2}, {"sum_fen", 2'000}, {"is_whole", true}}));
  const auto second = ask("?limit=1&cursor=" + first.body.at("next_cursor").get<std::string>());
  EXPECT_EQ((std::set<json>{first.body.at("items").at(0).at("withdrawal"),
                            second.body.at("items").at(0).at("withdrawal")}),
            (std::set<json>{id, other}));
  EXPECT_EQ(second.body.at("next_cursor"), nullptr);
  EXPECT_EQ(server->call("GET", "/admin/v1/payout-attention", "", session("root", Role::admin)).code(),
            "caller.no_permission");
}

TEST_F(ApiPayoutAttention, the_trial_balance_is_the_journals_before_and_after_it_is_sealed) {
  const json fresh = trial_balance();
  EXPECT_EQ(fresh.at("sum_fen"), 0);
  EXPECT_EQ(fresh.at("difference_fen"), 0);
  EXPECT_EQ(balance_on("available"), -5'000) << "what the dealer has earned, not sealed yet";
  server->database().run([](db::Tx& tx) -> Result<bool> {
    const auto sealed = flows::seal_ledger(tx, crypto::Key256{}, server->app().clock.now(), 100);
    EXPECT_TRUE(sealed);
    return true;
  });
  EXPECT_EQ(balance_on("available"), -5'000) << "sealed";
  const DealerId other = id_of(new_dealer(invite(), "李二店"));
  const std::vector<Movement> more{flows::accrue("other", other, Fen{300}),
                                   {MovementKind::release, "other", other, Fen{300}, "other"}};
  server->database().run([&](db::Tx& tx) { return flows::post(tx, more, server->app().clock.now()); });
  EXPECT_EQ(balance_on("available"), -5'300) << "a part of each";
  const auto whole = server->database().run(
      [](db::Tx& tx) -> Result<flows::TrialBalance> { return flows::trial_balance(tx); });
  const json shown = trial_balance();
  for (const json& one : shown.at("accounts")) {
    const auto found = whole.journal.find(*account_from(one.at("account").get<std::string>()));
    EXPECT_EQ(one.at("balance_fen"), found == whole.journal.end() ? 0 : found->second) << one;
  }
  run("UPDATE ledger_sheet SET available_fen = available_fen + 7 WHERE available_fen > 0 LIMIT 1");
  EXPECT_EQ(trial_balance().at("difference_fen"), 7) << "somebody changed a sheet";
}

TEST_F(ApiPayoutAttention, approvers_have_names_and_a_set_names_its_five_largest) {
  const auto asked = ask_for_withdrawals(server->database(), 4, Fen{700}, server->app().clock.now());
  const auto larger = ask_for_withdrawals(server->database(), 2, Fen{900}, server->app().clock.now());
  std::vector<std::string> all = asked;
  all.insert(all.end(), larger.begin(), larger.end());
  const auto set = one_->look(all);
  const json largest = set.body.at("five_largest");
  ASSERT_EQ(largest.size(), 5U) << set.text;
  EXPECT_EQ(largest[0].at("gross_fen"), 900);
  EXPECT_EQ(largest[1].at("gross_fen"), 900);
  EXPECT_EQ(largest[4].at("gross_fen"), 700);
  EXPECT_EQ(largest[0].at("dealer_name"), "王小明");
  EXPECT_EQ(
      one_->get("/admin/v1/withdrawal-sets/" + set.body.at("id").get<std::string>()).body.at("five_largest"),
      largest);
  EXPECT_EQ(one_->approve(asked[0]).status, 200);
  const auto life = one_->get("/admin/v1/withdrawals/" + asked[0]);
  EXPECT_EQ(life.body.at("approvals").at(0).at("staff_name"), "finance1");
}

}  // namespace
}  // namespace fenrun::server::testing
