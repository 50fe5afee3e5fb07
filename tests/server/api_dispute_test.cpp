// Debts, write-offs and disputes over HTTPS: two people for each, and the dealer is told.
#include "tests/server/support/money_story.hpp"

namespace fenrun::server::testing {
namespace {

using ApiDispute = MoneyStory;

class ApiWriteOff : public MoneyStory {
 protected:
  // Withdrew everything; then a refund took `fen` back.
  DealerPerson debtor(const std::string& name, std::int64_t fen) {
    DealerPerson person = dealer(name);
    const Instant now = server->app().clock.now();
    const std::string c = "c:" + person.public_id;
    move_money({flows::accrue(c, person.id, Fen{1000}),
                {MovementKind::release, c, person.id, Fen{1000}, c},
                flows::hold("w" + c, person.id, Fen{1000}),
                flows::settle("b" + c, "w" + c, person.id, Fen{1000})},
               now - std::chrono::days(50));
    move_money({flows::claw_back("r" + c, c, person.id, Fen{fen})}, now - std::chrono::days(40));
    return person;
  }
  static ApiReply propose(const DealerPerson& person, std::int64_t fen, const Headers& session) {
    return post("/admin/v1/write-offs",
                {{"dealer", person.public_id}, {"amount_fen", fen}, {"reason", "失联"}}, session);
  }
  static ApiReply decide(const json& write_off, const std::string& word, const Headers& session) {
    return post("/admin/v1/write-offs/" + write_off.at("id").get<std::string>() + "/" + word, json::object(),
                session);
  }
};

TEST_F(ApiWriteOff, finance_sees_who_owes_by_age_page_by_page) {
  const DealerPerson first = debtor("王一", 500);
  const DealerPerson second = debtor("李二", 300);
  EXPECT_EQ(get("/admin/v1/debts", operator_).code(), "caller.no_permission");
  EXPECT_EQ(get("/admin/v1/debts", admin).code(), "caller.no_permission");
  const auto page = get("/admin/v1/debts?limit=1", auditor);
  ASSERT_EQ(page.status, 200) << page.text;
  ASSERT_EQ(page.body["items"].size(), 1U);
  const json debt = page.body["items"][0];
  EXPECT_EQ(debt["dealer_id"], first.public_id);
  EXPECT_EQ(debt["dealer_name"], "王一");
  EXPECT_EQ(debt["owed_fen"], 500);
  EXPECT_EQ(debt["up_to_30_days_fen"], 0);
  EXPECT_EQ(debt["up_to_60_days_fen"], 500);
  const auto next =
      get("/admin/v1/debts?limit=1&cursor=" + page.body["next_cursor"].get<std::string>(), finance);
  EXPECT_EQ(next.code(), "cursor.invalid") << "a cursor is good for whoever got it";
  const auto more =
      get("/admin/v1/debts?limit=1&cursor=" + page.body["next_cursor"].get<std::string>(), auditor);
  ASSERT_EQ(more.status, 200) << more.text;
  EXPECT_EQ(more.body["items"][0]["dealer_id"], second.public_id);
  EXPECT_EQ(more.body["next_cursor"], nullptr);
}

TEST_F(ApiWriteOff, a_debt_is_given_up_by_two_people_of_finance_and_recorded) {
  const DealerPerson person = debtor("王一", 500);
  for (const Headers& other : {operator_, auditor, admin})
    EXPECT_EQ(propose(person, 100, other).code(), "caller.no_permission");
  EXPECT_EQ(propose(person, 501, finance).code(), "write_off.amount_invalid");
  EXPECT_EQ(propose({{}, "01ARZ3NDEKTSV4RRFFQ69G5FAV", {}}, 100, finance).code(), "dealer.not_found");
  const auto asked = propose(person, 400, finance);
  ASSERT_EQ(asked.status, 201) << asked.text;
  EXPECT_EQ(asked.body["state"], "open");
  EXPECT_EQ(asked.body["requested_by"], "finance");
  EXPECT_EQ(propose(person, 100, second_finance).code(), "write_off.already_open");
  EXPECT_EQ(decide(asked.body, "approval", finance).code(), "write_off.own");
  EXPECT_EQ(decide(asked.body, "refusal", finance).code(), "write_off.own");
  EXPECT_EQ(decide(asked.body, "approval", operator_).code(), "caller.no_permission");
  const auto approved = decide(asked.body, "approval", second_finance);
  ASSERT_EQ(approved.status, 200) << approved.text;
  EXPECT_EQ(approved.body["state"], "approved");
  EXPECT_EQ(approved.body["decided_by"], "finance2");
  EXPECT_EQ(decide(asked.body, "refusal", second_finance).code(), "write_off.closed");
  const auto money = get("/api/v1/dealer/money", person.session);
  EXPECT_EQ(money.body["balance"]["owed_fen"], 100);
  EXPECT_EQ(money.body["to_date"]["written_off_fen"], 400);
  const auto second = propose(person, 100, second_finance);
  ASSERT_EQ(second.status, 201) << second.text;
  EXPECT_EQ(decide(second.body, "refusal", finance).body["state"], "refused");
  EXPECT_EQ(get("/admin/v1/debts", finance).body["items"][0]["owed_fen"], 100);
  for (const auto& [state, amount] : {std::pair{"approved", 400}, std::pair{"refused", 100}}) {
    const auto list = get(std::string("/admin/v1/write-offs?state=") + state, auditor);
    ASSERT_EQ(list.body["items"].size(), 1U) << list.text;
    EXPECT_EQ(list.body["items"][0]["amount_fen"], amount);
  }
  EXPECT_TRUE(get("/admin/v1/write-offs", auditor).body["items"].empty());
  const auto audit = get("/admin/v1/audit-log?limit=100", auditor);
  for (const char* action : {"write_off.propose", "write_off.approve", "write_off.refuse"})
    EXPECT_NE(audit.text.find(action), std::string::npos) << action;
}

TEST_F(ApiDispute, exactly_the_disputed_fen_stand_still_and_the_dealer_is_told_why) {
  const DealerPerson person = dealer("王一");
  const DealerPerson stranger = dealer("赵一");
  const CommissionId commission = sell(person, 500);
  const json wish{{"commission", std::to_string(commission.value)},
                  {"amount_fen", 200},
                  {"reason", "重复下单"},
                  {"evidence", "客服记录 17"}};
  EXPECT_EQ(post("/admin/v1/disputes", wish, auditor).code(), "caller.no_permission");
  json too_much = wish;
  too_much["amount_fen"] = 501;
  EXPECT_EQ(post("/admin/v1/disputes", too_much, operator_).code(), "ledger.commission_short");
  json unknown = wish;
  unknown["commission"] = "999999";
  EXPECT_EQ(post("/admin/v1/disputes", unknown, operator_).code(), "commission.not_found");
  const auto opened = post("/admin/v1/disputes", wish, operator_);
  ASSERT_EQ(opened.status, 201) << opened.text;
  EXPECT_EQ(opened.body["opened_by"], "operator");
  EXPECT_EQ(opened.body["evidence"], "客服记录 17");
  EXPECT_EQ(post("/admin/v1/disputes", wish, finance).code(), "dispute.already_open");

  const auto balance = get("/api/v1/dealer/money", person.session).body["balance"];
  EXPECT_EQ(balance["pending_fen"], 300);
  EXPECT_EQ(balance["disputed_fen"], 200);
  const auto history = get("/api/v1/dealer/commissions", person.session);
  EXPECT_EQ(history.body["items"][0]["payment_state"], "disputed") << history.text;
  EXPECT_EQ(history.body["items"][0]["disputed_fen"], 200);
  const std::string path = "/api/v1/dealer/disputes/" + opened.body["id"].get<std::string>();
  const auto told = get(path, person.session);
  ASSERT_EQ(told.status, 200) << told.text;
  EXPECT_EQ(told.body["sentences"][1], "原因：重复下单。");
  EXPECT_EQ(told.text.find("客服记录"), std::string::npos) << "evidence is for staff";
  EXPECT_EQ(told.text.find("operator"), std::string::npos);
  Headers english = person.session;
  english.emplace_back("Accept-Language", "en");
  EXPECT_EQ(get(path, english).body["sentences"][1], "The reason: 重复下单.");
  EXPECT_EQ(get(path, stranger.session).code(), "dispute.not_found");
  EXPECT_TRUE(get("/api/v1/dealer/disputes", stranger.session).body["items"].empty());
  EXPECT_EQ(get("/api/v1/dealer/disputes", person.session).body["items"][0]["id"], opened.body["id"]);
}

TEST_F(ApiDispute, it_is_ended_by_somebody_else_for_the_dealer_or_for_the_producer) {
  const DealerPerson person = dealer("王一");
  const auto open = [&](CommissionId commission, const Headers& session) {
    const json wish{{"commission", std::to_string(commission.value)},
                    {"amount_fen", 200},
                    {"reason", "重复下单"},
                    {"evidence", "客服记录 17"}};
    const auto opened = post("/admin/v1/disputes", wish, session);
    EXPECT_EQ(opened.status, 201) << opened.text;
    return "/admin/v1/disputes/" + opened.body["id"].get<std::string>();
  };
  const std::string won = open(sell(person, 500), finance);
  const std::string lost = open(sell(person, 300), operator_);
  const json for_dealer{{"in_favour_of", "dealer"}, {"reason", "单据齐全"}};
  const json for_producer{{"in_favour_of", "producer"}, {"reason", "确为重复"}};
  EXPECT_EQ(post(won + "/resolution", for_dealer, finance).code(), "dispute.own");
  EXPECT_EQ(post(won + "/resolution", for_dealer, operator_).code(), "caller.no_permission");
  const auto ended = post(won + "/resolution", for_dealer, second_finance);
  ASSERT_EQ(ended.status, 200) << ended.text;
  EXPECT_EQ(ended.body["state"], "for_dealer");
  EXPECT_EQ(ended.body["settled_fen"], 200);
  EXPECT_EQ(ended.body["resolved_by"], "finance2");
  EXPECT_EQ(post(won + "/resolution", for_producer, second_finance).code(), "dispute.closed");
  EXPECT_EQ(post(lost + "/resolution", for_producer, finance).body["state"], "for_producer");
  const auto money = get("/api/v1/dealer/money", person.session);
  EXPECT_EQ(money.body["balance"]["pending_fen"], 600);
  EXPECT_EQ(money.body["balance"]["disputed_fen"], 0);
  EXPECT_EQ(money.body["today"]["clawed_back_fen"], 200);
  EXPECT_EQ(get(lost, auditor).body["resolution_reason"], "确为重复");
  EXPECT_EQ(get("/admin/v1/disputes?state=for_producer", auditor).body["items"].size(), 1U);
  EXPECT_TRUE(get("/admin/v1/disputes", operator_).body["items"].empty());
  const auto audit = get("/admin/v1/audit-log?limit=100", auditor);
  for (const char* action : {"dispute.open", "dispute.resolve"})
    EXPECT_NE(audit.text.find(action), std::string::npos) << action;
}

}  // namespace
}  // namespace fenrun::server::testing
