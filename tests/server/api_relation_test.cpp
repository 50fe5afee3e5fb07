// The graph of relations over HTTPS: who may see it, what it says, and that each look is in the audit log.
#include "tests/server/support/money_story.hpp"

namespace fenrun::server::testing {
namespace {

class ApiRelation : public MoneyStory {};

TEST_F(ApiRelation, a_dealer_is_in_the_middle_and_each_look_is_audited) {
  const DealerPerson one = dealer("王一");
  const auto shown = get("/admin/v1/relations?person=" + one.public_id, operator_);
  ASSERT_EQ(shown.status, 200) << shown.text;
  const json& middle = shown.body["nodes"][0];
  EXPECT_EQ(middle["kind"], "dealer");
  EXPECT_EQ(middle["id"], one.public_id);
  EXPECT_EQ(middle["name"], "王一");
  EXPECT_EQ(middle["above"], -1);
  EXPECT_EQ(middle["is_asked"], true);
  EXPECT_EQ(middle["customers"], 0);
  EXPECT_EQ(middle["x"], 0);
  const auto log = get("/admin/v1/audit-log?limit=1", auditor);
  EXPECT_EQ(log.body["items"][0]["action"], "relation.show") << log.text;
  EXPECT_EQ(log.body["items"][0]["object"], "dealer:" + one.public_id);
}

TEST_F(ApiRelation, the_producer_has_a_ring_of_dealers) {
  const DealerPerson one = dealer("王一");
  dealer("李二");
  const auto shown = get("/admin/v1/relations?open=" + one.public_id, finance);
  ASSERT_EQ(shown.body["nodes"].size(), 3U) << shown.text;
  EXPECT_EQ(shown.body["nodes"][0]["kind"], "producer");
  EXPECT_EQ(shown.body["nodes"][0]["id"], nullptr);
  EXPECT_EQ(shown.body["nodes"][1]["above"], 0);
  EXPECT_EQ(shown.body["nodes"][1]["customers"], 0) << "it is open";
  EXPECT_EQ(shown.body["nodes"][2]["customers"], nullptr);
  EXPECT_NE(shown.body["nodes"][1]["x"], shown.body["nodes"][2]["x"]);
}

TEST_F(ApiRelation, what_is_refused) {
  const std::string path = "/admin/v1/relations";
  const std::string nobody = "01J00000000000000000000009";
  EXPECT_EQ(get(path, admin).code(), "caller.no_permission");
  EXPECT_EQ(get(path + "?person=" + nobody, finance).code(), "relation.person_unknown");
  EXPECT_EQ(get(path + "?to=" + nobody, finance).code(), "relation.person_unknown");
  EXPECT_EQ(get(path + "?open=" + nobody, finance).status, 200) << "an unknown one opens nothing";
  std::string many = nobody;
  for (int i = 0; i < 29; ++i) many += "," + nobody;
  EXPECT_EQ(get(path + "?open=" + many, finance).status, 200);
  for (const std::string& open : {many + "," + nobody, nobody + ",", std::string(), std::string("x")})
    EXPECT_EQ(get(path + "?open=" + open, finance).status, 400) << open;
}

}  // namespace
}  // namespace fenrun::server::testing
