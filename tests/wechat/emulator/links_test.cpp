#include <gtest/gtest.h>

#include "tests/wechat/emulator/support/stage.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::days;

class Links : public ::testing::Test, protected Stage {
 protected:
  Json url_link(const Json& body) { return post_with_token("/wxa/generate_urllink", body); }
  Json scheme(const Json& body) { return post_with_token("/wxa/generatescheme", body); }
};

TEST_F(Links, what_a_link_may_ask_for) {
  const auto second = unix_seconds(now);
  const auto month = std::int64_t{30} * 86'400;
  struct Case {
    Json body;
    int errcode;
  };
  const Case cases[] = {
      {Json::object(), 0},
      {{{"path", "pages/index/index"}, {"query", "a=1&b=%E5"}}, 0},
      {{{"path", "/pages/index/index"}}, 0},
      {{{"path", "pages/none"}}, 40165},
      {{{"path", "pages/index/index?a=1"}}, 40165},
      {{{"query", "a=分"}}, 40212},
      {{{"query", "a b"}}, 40212},
      {{{"query", std::string(1024, 'q')}}, 0},
      {{{"query", std::string(1025, 'q')}}, 40212},
      {{{"env_version", "trial"}}, 0},
      {{{"env_version", "x"}}, 40097},
      {{{"expire_type", 2}}, 40097},
      {{{"expire_type", 0}, {"expire_time", second}}, 85401},
      {{{"expire_type", 0}, {"expire_time", second + 1}}, 0},
      {{{"expire_type", 0}, {"expire_time", second + month}}, 0},
      {{{"expire_type", 0}, {"expire_time", second + month + 1}}, 85401},
      {{{"expire_type", 1}, {"expire_interval", 0}}, 85401},
      {{{"expire_type", 1}, {"expire_interval", 1}}, 0},
      {{{"expire_type", 1}, {"expire_interval", 30}}, 0},
      {{{"expire_type", 1}, {"expire_interval", 31}}, 85401},
      {{{"expire_type", "1"}}, 47001},
      {{{"path", 1}}, 47001},
  };
  for (const auto& [body, expected] : cases) {
    EXPECT_EQ(errcode(url_link(body)), expected) << body.dump();
    auto wrapped = body;
    wrapped["jump_wxa"] = Json::object();
    for (const auto* member : {"path", "query", "env_version"}) {
      if (body.contains(member)) wrapped["jump_wxa"][member] = body[member];
    }
    EXPECT_EQ(errcode(scheme(wrapped)), expected) << wrapped.dump();
  }
}

TEST_F(Links, both_kinds_look_as_they_should_and_are_written_down) {
  const std::string link =
      url_link({{"query", "a=1"}, {"expire_type", 1}, {"expire_interval", 2}}).at("url_link");
  const std::string other = scheme({{"jump_wxa", {{"query", "b=2"}}}}).at("openlink");
  EXPECT_TRUE(link.starts_with("https://wxaurl.cn/"));
  EXPECT_TRUE(other.starts_with("weixin://dl/business/?t="));
  const auto entries = control("GET", "/books/links").body.at("entries");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].at("link"), link);
  EXPECT_EQ(entries[0].at("query"), "a=1");
  EXPECT_EQ(entries[0].at("expires_at"), to_rfc3339(now + days(2)));
  EXPECT_EQ(entries[1].at("query"), "b=2");
}

TEST_F(Links, without_a_published_version_there_are_no_links) {
  control("POST", "/pages", {{"withdraw", {"pages/index/index"}}});
  EXPECT_EQ(errcode(url_link(Json::object())), 85079);
}

TEST_F(Links, both_kinds_share_one_daily_quota) {
  EXPECT_EQ(world.quotas.limit("/wxa/generate_urllink").per_day, 500'000);
  control("POST", "/quotas", {{"path", "/wxa/generatescheme"}, {"per_day", 2}});
  EXPECT_EQ(errcode(url_link(Json::object())), 0);
  EXPECT_EQ(errcode(scheme(Json::object())), 0);
  EXPECT_EQ(errcode(url_link(Json::object())), 45009);
  EXPECT_EQ(errcode(scheme(Json::object())), 45009);
  pass(std::chrono::hours(12));
  EXPECT_EQ(errcode(url_link(Json::object())), 0) << "a new day in Beijing";
}

}  // namespace
}  // namespace fenrun::emulator::testing
