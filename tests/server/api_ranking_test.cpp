// Rankings over HTTPS: finance sees everybody, a dealer its own branch, and nobody more than they may know.
#include <chrono>
#include <thread>

#include "tests/server/support/money_story.hpp"

namespace fenrun::server::testing {
namespace {

class ApiRanking : public MoneyStory {
 protected:
  // The tree in memory follows the table within a moment.
  static void wait_for(const DealerPerson& person) {
    for (int tries = 0; tries < 200 && !server->app().tree.member(person.id); ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ASSERT_TRUE(server->app().tree.member(person.id));
  }
  static std::string ranks_in(const json& items, const char* name) {
    std::string text;
    for (const json& item : items)
      text += std::to_string(item["rank"].get<int>()) + item[name].get<std::string>() + " ";
    return text;
  }
};

TEST_F(ApiRanking, finance_sees_all_and_a_dealer_its_own_branch_with_names_masked) {
  const DealerPerson top = dealer("王一");
  const DealerPerson left = dealer("李二", &top);
  const DealerPerson right = dealer("张三", &top);
  const DealerPerson stranger = dealer("赵四");
  for (const auto* person : {&top, &left, &right, &stranger}) wait_for(*person);
  sell(left, 300);
  sell(left, 200);
  sell(right, 500);
  sell(stranger, 900);
  sell(top, 100);
  const auto all = get("/admin/v1/ranking", finance);
  ASSERT_EQ(all.status, 200) << all.text;
  EXPECT_EQ(ranks_in(all.body["items"], "dealer_name"), "1赵四 2张三 2李二 4王一 ")
      << "each dealer once, equals share a rank, the next one counts everybody before it";
  EXPECT_EQ(all.body["items"][0]["sales_fen"], 9000);
  EXPECT_EQ(get("/admin/v1/ranking", operator_).code(), "caller.no_permission");
  const auto mine = get("/api/v1/dealer/ranking", top.session);
  ASSERT_EQ(mine.status, 200) << mine.text;
  EXPECT_EQ(ranks_in(mine.body["items"], "name_masked"), "1张** 1李** 3王** ");
  EXPECT_EQ(mine.body["items"][2]["is_me"], true);
  EXPECT_EQ(mine.text.find("张三"), std::string::npos);
  EXPECT_EQ(mine.text.find(stranger.public_id), std::string::npos);
  const auto alone = get("/api/v1/dealer/ranking?by=sales", left.session);
  EXPECT_EQ(ranks_in(alone.body["items"], "name_masked"), "1李** ");
  EXPECT_EQ(alone.body["items"][0]["amount_fen"], 5000);
  EXPECT_TRUE(get("/admin/v1/ranking?month=2020-01", finance).body["items"].empty());
  EXPECT_EQ(get("/admin/v1/ranking?month=2020-1x", finance).code(), "statement.month_invalid");
}

TEST_F(ApiRanking, pages_go_on_with_their_ranks_and_only_in_their_own_month) {
  const DealerPerson top = dealer("王一");
  std::vector<DealerPerson> people{top};
  for (const char* name : {"李二", "张三", "赵四"}) people.push_back(dealer(name, &top));
  for (const DealerPerson& person : people) {
    wait_for(person);
    sell(person, 100);
  }
  std::string seen;
  std::string cursor;
  int pages = 0;
  do {
    const auto page = get("/admin/v1/ranking?limit=1" + (cursor.empty() ? "" : "&cursor=" + cursor), finance);
    ASSERT_EQ(page.status, 200) << page.text;
    seen += ranks_in(page.body["items"], "dealer_name");
    cursor = page.body["next_cursor"].is_null() ? "" : page.body["next_cursor"].get<std::string>();
    if (pages++ == 0) {
      EXPECT_EQ(get("/admin/v1/ranking?limit=1&by=sales&cursor=" + cursor, finance).code(), "cursor.invalid");
    }
  } while (!cursor.empty());
  EXPECT_EQ(seen, "1赵四 1张三 1李二 1王一 ");
  EXPECT_EQ(pages, 4);
}

}  // namespace
}  // namespace fenrun::server::testing
