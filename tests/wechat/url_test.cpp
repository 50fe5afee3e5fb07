#include "wechat/http/url.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace fenrun::wechat {
namespace {

TEST(BaseUrl, names_host_port_and_prefix) {
  struct Row {
    const char* text;
    const char* host;
    int port;
    const char* prefix;
    bool is_ip;
    const char* authority;
  };
  const std::array rows{
      Row{"https://api.weixin.qq.com", "api.weixin.qq.com", 443, "", false, "api.weixin.qq.com"},
      Row{"https://api.weixin.qq.com/", "api.weixin.qq.com", 443, "", false, "api.weixin.qq.com"},
      Row{"HTTPS://API.Weixin.qq.com:443/", "api.weixin.qq.com", 443, "", false, "api.weixin.qq.com"},
      Row{"https://localhost:9443/wx/", "localhost", 9443, "/wx", false, "localhost:9443"},
      Row{"https://127.0.0.1:1", "127.0.0.1", 1, "", true, "127.0.0.1:1"},
      Row{"https://[::1]:65535/a/b", "::1", 65535, "/a/b", true, "[::1]:65535"},
  };
  for (const auto& row : rows) {
    const auto url = parse_base_url(row.text);
    ASSERT_TRUE(url.has_value()) << row.text;
    EXPECT_EQ(url->host, row.host);
    EXPECT_EQ(url->port, row.port);
    EXPECT_EQ(url->prefix, row.prefix);
    EXPECT_EQ(url->is_ip, row.is_ip) << row.text;
    EXPECT_EQ(url->authority(), row.authority);
  }
}

TEST(BaseUrl, anything_that_could_lead_elsewhere_is_refused) {
  for (const char* text :
       {"", "api.weixin.qq.com", "http://api.weixin.qq.com", "https://", "https:///path", "https://user@host",
        "https://host:0", "https://host:65536", "https://host:", "https://host:80x", "https://ho st",
        "https://[::1", "https://[::1]443", "https://host/a?b=c", "https://host/#x", "https://host/%2e",
        "https://host\r\nX: y"}) {
    EXPECT_FALSE(parse_base_url(text).has_value()) << text;
  }
}

TEST(Query, names_and_values_are_percent_encoded) {
  EXPECT_EQ(target_with_query("/a", {}), "/a");
  EXPECT_EQ(target_with_query("/sns/x", {{"appid", "wx1"}, {"code", "a&b=c/+ %中"}}),
            "/sns/x?appid=wx1&code=a%26b%3Dc%2F%2B%20%25%E4%B8%AD");
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode(std::string("\0\xff", 2)), "%00%FF");
}

}  // namespace
}  // namespace fenrun::wechat
