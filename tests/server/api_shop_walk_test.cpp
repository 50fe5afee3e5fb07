// What operators do about the shop, told to its end over HTTPS: categories, a SKU that changes, where an
// order goes, and the other shops that push orders. WeChat is the emulator.
#include <algorithm>

#include "tests/server/support/api_story.hpp"

namespace fenrun::server::testing {
namespace {

class ShopWalk : public ApiStory {
 protected:
  void SetUp() override {
    ApiStory::SetUp();
    auto login = server->add_staff("admin", Role::admin);
    admin_session = server->sign_in(login);
  }

  ApiReply ask(const std::string& path) const { return server->call("GET", path, "", operator_session); }
  ApiReply tell(const std::string& method, const std::string& path, const json& body) const {
    return server->send(method, path, body, with_key(operator_session));
  }
  json made(const std::string& path, const json& body) const {
    const auto reply = tell("POST", path, body);
    EXPECT_EQ(reply.status, 201) << path << reply.text;
    return reply.body;
  }
  static json sku(int price_fen, const std::string& state = "active") {
    return {
        {"code", "TEA-1"}, {"name", "一盒"}, {"price_fen", price_fen}, {"cost_fen", 1'000}, {"state", state}};
  }
  // The SKU's product is called 乌龙茶.
  json make_sku(const json& more = json::object()) const {
    json product{{"name", "乌龙茶"}, {"summary", "春茶"}, {"state", "active"}};
    product.update(more);
    const json saved = made("/admin/v1/products", product);
    return made("/admin/v1/products/" + saved["id"].get<std::string>() + "/skus", sku(9'900));
  }
  std::string place(const Person& buyer, const json& sku, const json& receiver) const {
    json wish{{"lines", json::array({{{"sku", sku["id"]}, {"quantity", 1}}})}, {"total_fen", 9'900}};
    wish.update(receiver);
    const auto placed = server->send("POST", "/api/v1/orders", wish, with_key(buyer.session));
    EXPECT_EQ(placed.status, 201) << placed.text;
    return placed.body["id"];
  }

  Headers admin_session;
};

TEST_F(ShopWalk, categories_stand_in_their_order_for_staff_and_buyers_alike) {
  const json tea = made("/admin/v1/categories", {{"name", "茶叶"}, {"position", 20}});
  const json cups = made("/admin/v1/categories", {{"name", "茶具"}, {"position", 10}});
  EXPECT_EQ(tell("POST", "/admin/v1/categories", {{"name", "茶具"}, {"position", 30}}).code(),
            "category.name_taken");
  const auto listed = ask("/admin/v1/categories");
  EXPECT_EQ(listed.body["items"], json::array({cups, tea})) << listed.text;
  const Person buyer = new_person();
  EXPECT_EQ(server->call("GET", "/api/v1/categories", "", buyer.session).body, listed.body);

  make_sku({{"category_id", tea["id"]}});
  const auto in = [&](const json& category) {
    const auto path = "/api/v1/products?category=" + category["id"].get<std::string>();
    const auto shelf = server->call("GET", path, "", buyer.session);
    EXPECT_EQ(shelf.status, 200) << shelf.text;
    return shelf.body["items"].size();
  };
  EXPECT_EQ(in(tea), 1U);
  EXPECT_EQ(in(cups), 0U);
}

TEST_F(ShopWalk, a_sku_changes_for_who_saw_its_latest_version) {
  const json before = make_sku();
  const std::string path = "/admin/v1/skus/" + before["id"].get<std::string>();
  const auto change = [&](json draft, int version) {
    draft["version"] = version;
    return tell("PUT", path, draft);
  };
  const auto changed = change(sku(8'800), 1);
  ASSERT_EQ(changed.status, 200) << changed.text;
  json expected = before;
  expected["price_fen"] = 8'800;
  expected["version"] = 2;
  EXPECT_EQ(changed.body, expected);
  const auto product = ask("/admin/v1/products").body["items"].at(0);
  EXPECT_EQ(product["skus"], json::array({changed.body}));
  const Person buyer = new_person();
  const auto shelf = [&] { return server->call("GET", "/api/v1/products", "", buyer.session).body["items"]; };
  EXPECT_EQ(shelf().at(0)["skus"].at(0)["price_fen"], 8'800);

  EXPECT_EQ(change(sku(7'700), 1).code(), "product.changed");
  EXPECT_EQ(change(sku(7'700, "draft"), 2).code(), "product.never_draft_again");
  EXPECT_EQ(change(sku(8'800, "archived"), 2).body["state"], "archived");
  const auto left = shelf();
  const bool is_on_sale =
      std::any_of(left.begin(), left.end(), [](const json& item) { return !item["skus"].empty(); });
  EXPECT_FALSE(is_on_sale) << left.dump();
}

TEST_F(ShopWalk, where_an_order_goes_is_shown_on_a_page_of_its_own_and_each_look_is_known) {
  const json tea = make_sku();
  const Person buyer = new_person();
  const json receiver{{"receiver_name", "李四"},
                      {"receiver_phone", "13912345678"},
                      {"receiver_address", "杭州市西湖区 1 号"}};
  const std::string sent = place(buyer, tea, receiver);
  const std::string fetched = place(buyer, tea, json::object());
  const auto page = ask("/admin/v1/orders/" + sent);
  ASSERT_EQ(page.status, 200) << page.text;
  EXPECT_EQ(page.text.find("13912345678"), std::string::npos);
  EXPECT_EQ(page.text.find("李四"), std::string::npos);

  const auto shown = ask("/admin/v1/orders/" + sent + "/receiver");
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.body, json({{"name", "李四"}, {"phone", "13912345678"}, {"address", "杭州市西湖区 1 号"}}))
      << shown.text;
  EXPECT_EQ(ask("/admin/v1/orders/" + fetched + "/receiver").body,
            json({{"name", nullptr}, {"phone", nullptr}, {"address", nullptr}}));
  const auto looks = server->call("GET", "/admin/v1/audit-log?object=order:" + sent, "", admin_session);
  ASSERT_EQ(looks.body["items"].size(), 1U) << looks.text;
  EXPECT_EQ(looks.body["items"][0]["action"], "order.receiver");
  EXPECT_EQ(looks.body["items"][0]["actor_login_name"], "operator");
  EXPECT_EQ(looks.text.find("13912345678"), std::string::npos);
}

TEST_F(ShopWalk, order_sources_come_in_pages_the_oldest_first) {
  for (const char* code : {"shop-c", "shop-a", "shop-b"}) {
    const auto source = server->send("POST", "/admin/v1/order-sources", {{"code", code}, {"name", "分店"}},
                                     with_key(admin_session));
    ASSERT_EQ(source.status, 201) << source.text;
  }
  const auto page = [&](const std::string& query) {
    return server->call("GET", "/admin/v1/order-sources" + query, "", admin_session);
  };
  const auto first = page("?limit=2");
  ASSERT_EQ(first.body["items"].size(), 2U) << first.text;
  EXPECT_EQ(first.body["items"][0]["code"], "shop-c");
  EXPECT_EQ(first.body["items"][1]["code"], "shop-a");
  EXPECT_EQ(first.text.find("secret\""), std::string::npos) << "a secret is shown once, to who made it";
  const std::string cursor = first.body["next_cursor"];
  const auto last = page("?limit=2&cursor=" + cursor);
  ASSERT_EQ(last.body["items"].size(), 1U) << last.text;
  EXPECT_EQ(last.body["items"][0]["code"], "shop-b");
  EXPECT_EQ(last.body["next_cursor"], nullptr);
  EXPECT_EQ(page("?limit=3").body["next_cursor"], nullptr) << "exactly full, and nothing follows";
  EXPECT_EQ(page("").body["items"].size(), 3U);
  EXPECT_EQ(page("?limit=101").code(), "request.invalid");
  EXPECT_EQ(page("?shop=c").code(), "request.invalid");
  const auto elsewhere = server->call("GET", "/admin/v1/invites?cursor=" + cursor, "", operator_session);
  EXPECT_EQ(elsewhere.code(), "cursor.invalid") << "a cursor is good for the list that gave it out";
}

}  // namespace
}  // namespace fenrun::server::testing
