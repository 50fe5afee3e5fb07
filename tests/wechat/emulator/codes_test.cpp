#include <gtest/gtest.h>

#include "tests/wechat/emulator/support/scan.hpp"
#include "tests/wechat/emulator/support/stage.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::minutes;

class Codes : public ::testing::Test, protected Stage {
 protected:
  Answer draw(const Json& body, const std::string& path = "/wxa/getwxacodeunlimit") {
    return ask("POST", path + "?access_token=" + token(), body.dump());
  }
};

TEST_F(Codes, what_an_unlimited_code_may_hold) {
  control("POST", "/pages", {{"publish", {"pages/shop/shop"}}});
  const std::string longest(32, 'a');
  struct Case {
    Json body;
    int errcode;
  };
  const Case cases[] = {
      {{{"scene", "a"}}, 0},
      {{{"scene", longest}}, 0},
      {{{"scene", longest + "a"}}, 40169},
      {{{"scene", ""}}, 40169},
      {Json::object(), 40169},
      {{{"scene", 5}}, 40169},
      {{{"scene", "azAZ09!#$&'()*+,/:;=?@-._~"}}, 0},
      {{{"scene", "a%20"}}, 40129},
      {{{"scene", "a b"}}, 40129},
      {{{"scene", "分润"}}, 40129},
      {{{"scene", "a\"b"}}, 40129},
      {{{"scene", "a"}, {"page", "pages/shop/shop"}}, 0},
      {{{"scene", "a"}, {"page", ""}}, 0},
      {{{"scene", "a"}, {"page", "pages/none"}}, 41030},
      {{{"scene", "a"}, {"page", "pages/none"}, {"check_path", false}}, 0},
      {{{"scene", "a"}, {"page", "/pages/shop/shop"}, {"check_path", false}}, 41030},
      {{{"scene", "a"}, {"page", "pages/shop/shop?x=1"}, {"check_path", false}}, 41030},
      {{{"scene", "a"}, {"page", std::string(1025, 'p')}, {"check_path", false}}, 41030},
      {{{"scene", "a"}, {"page", 3}}, 47001},
      {{{"scene", "a"}, {"check_path", "no"}}, 47001},
      {{{"scene", "a"}, {"width", 279}}, 40097},
      {{{"scene", "a"}, {"width", 280}}, 0},
      {{{"scene", "a"}, {"width", 1280}}, 0},
      {{{"scene", "a"}, {"width", 1281}}, 40097},
      {{{"scene", "a"}, {"width", "430"}}, 47001},
      {{{"scene", "a"}, {"env_version", "trial"}}, 0},
      {{{"scene", "a"}, {"env_version", "develop"}}, 0},
      {{{"scene", "a"}, {"env_version", "beta"}}, 40097},
      {{{"scene", "a"}, {"line_color", {{"r", 0}, {"g", "255"}, {"b", 9}}}}, 0},
      {{{"scene", "a"}, {"line_color", {{"r", 0}, {"g", 256}, {"b", 9}}}}, 40097},
      {{{"scene", "a"}, {"line_color", "red"}}, 40097},
  };
  for (const auto& [body, expected] : cases) EXPECT_EQ(errcode(draw(body)), expected) << body.dump();
}

TEST_F(Codes, a_body_that_is_no_json_object_is_refused) {
  const auto target = "/wxa/getwxacodeunlimit?access_token=" + token();
  EXPECT_EQ(errcode(ask("POST", target)), 44002);
  EXPECT_EQ(errcode(ask("POST", target, "scene=a")), 47001);
  EXPECT_EQ(errcode(ask("POST", target, "[1]")), 47001);
  EXPECT_EQ(errcode(ask("POST", "/wxa/getwxacode?access_token=" + token(), "path=a")), 40159);
  EXPECT_EQ(errcode(ask("GET", target)), 43002);
}

TEST_F(Codes, the_picture_says_where_it_leads) {
  const auto answer = draw({{"scene", "d=8Kz~,1&2"}, {"width", 300}, {"env_version", "trial"}});
  EXPECT_EQ(answer.reply.content_type, "image/jpeg");
  const auto scan = scan_picture(answer.reply.body);
  const auto expected =
      "wxcode://" + std::string(kAppid) + "/pages/index/index?scene=d%3D8Kz~%2C1%262&env_version=trial";
  EXPECT_EQ(scan.text, expected);
  EXPECT_EQ(scan.comment, expected);
  EXPECT_EQ(scan.width_px, 300);
  EXPECT_EQ(scan.height_px, 300);
}

TEST_F(Codes, every_size_and_a_transparent_ground_can_be_scanned) {
  for (const int width : {280, 430, 1280}) {
    for (const bool is_transparent : {false, true}) {
      const auto answer =
          draw({{"scene", std::string(32, '~')}, {"width", width}, {"is_hyaline", is_transparent}});
      EXPECT_EQ(answer.reply.content_type, is_transparent ? "image/png" : "image/jpeg");
      const auto scan = scan_picture(answer.reply.body);
      EXPECT_EQ(scan.width_px, width);
      EXPECT_EQ(scan.text,
                "wxcode://" + std::string(kAppid) + "/pages/index/index?scene=" + std::string(32, '~'));
    }
  }
}

TEST_F(Codes, the_book_knows_every_code) {
  draw({{"scene", "abc"}, {"width", 280}});
  draw({{"scene", ""}});
  const auto entries = control("GET", "/books/codes").body.at("entries");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].at("scene"), "abc");
  EXPECT_EQ(entries[0].at("page"), "pages/index/index");
  EXPECT_EQ(entries[0].at("text"), "wxcode://" + std::string(kAppid) + "/pages/index/index?scene=abc");
}

TEST_F(Codes, the_minute_holds_as_many_codes_as_its_limit) {
  EXPECT_EQ(world.quotas.limit("/wxa/getwxacodeunlimit").per_minute, 5'000);
  control("POST", "/quotas", {{"path", "/wxa/getwxacodeunlimit"}, {"per_minute", 3}});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(errcode(draw({{"scene", "a"}})), 0);
  EXPECT_EQ(errcode(draw({{"scene", "a"}})), 45009);
  pass(minutes(1));
  EXPECT_EQ(errcode(draw({{"scene", "a"}})), 0);
}

TEST_F(Codes, codes_with_a_limit_count_each_path_once) {
  struct Case {
    std::string path;
    Json body;
    int errcode;
  };
  const Case cases[] = {
      {"/wxa/getwxacode", {{"path", "pages/a?x=1"}}, 0},
      {"/wxa/getwxacode", {{"path", ""}}, 40159},
      {"/wxa/getwxacode", {{"path", std::string(1024, 'p')}}, 0},
      {"/wxa/getwxacode", {{"path", std::string(1025, 'p')}}, 40159},
      {"/wxa/getwxacode", {{"path", "p"}, {"width", 100}}, 40189},
      {"/wxa/getwxacode", {{"path", "p"}, {"env_version", "x"}}, 40097},
      {"/cgi-bin/wxaapp/createwxaqrcode", {{"path", std::string(128, 'q')}}, 0},
      {"/cgi-bin/wxaapp/createwxaqrcode", {{"path", std::string(129, 'q')}}, 40159},
  };
  for (const auto& [path, body, expected] : cases)
    EXPECT_EQ(errcode(draw(body, path)), expected) << body.dump();
  EXPECT_EQ(world.counted_paths.size(), 3U);
  while (world.counted_paths.size() < 100'000)
    world.counted_paths.insert("x" + std::to_string(world.counted_paths.size()));
  EXPECT_EQ(errcode(draw({{"path", "pages/new"}}, "/wxa/getwxacode")), 45029);
  EXPECT_EQ(errcode(draw({{"path", "pages/a?x=1"}}, "/wxa/getwxacode")), 0);
}

TEST_F(Codes, the_longest_path_can_be_scanned) {
  const auto path = "pages/a?" + std::string(1016, 'z');
  const auto scan = scan_picture(draw({{"path", path}, {"width", 430}}, "/wxa/getwxacode").reply.body);
  EXPECT_EQ(scan.text, "wxcode://" + std::string(kAppid) + "/" + path);
}

}  // namespace
}  // namespace fenrun::emulator::testing
