#include "wechat/http/client.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <string>
#include <vector>

#include "tests/wechat/support/run_coroutine.hpp"
#include "tests/wechat/support/tls_server.hpp"
#include "wechat/http/too_many_calls.hpp"

namespace fenrun::wechat {
namespace {

using testing::Authority;
using testing::Peer;
using testing::run;
using testing::run_on;
using testing::TlsServer;

const Authority& authority() {
  static const Authority instance;
  return instance;
}

HttpClientOptions options_for(const std::string& url) {
  HttpClientOptions options;
  options.base_url = url;
  options.ca_file = authority().file();
  return options;
}

HttpRequest get(bool is_idempotent = false) {
  HttpRequest request;
  request.target = "/x?a=1";
  request.is_idempotent = is_idempotent;
  return request;
}

// Each connection answers every request with `raw` and is then cut or closed as TLS wants it.
TlsServer::Serve answer_once(std::string raw, bool is_closed_properly = true) {
  return [raw = std::move(raw), is_closed_properly](Peer& peer) {
    peer.read_request();
    peer.write(raw);
    if (is_closed_properly) peer.close_properly();
  };
}

void answer_all(Peer& peer) {
  while (!peer.read_request().empty()) peer.reply("{}");
}

class HttpClientTest : public ::testing::Test {
 protected:
  Result<HttpReply> ask(const HttpClientOptions& options, const HttpRequest& request = get()) {
    HttpClient client(options, clock_);
    return run(client.send(request));
  }
  Result<HttpReply> ask_raw(const std::string& raw, bool is_closed_properly = true) {
    TlsServer server(authority().issue("DNS:localhost"), answer_once(raw, is_closed_properly));
    return ask(options_for(server.url()));
  }

  SystemClock clock_;
};

TEST_F(HttpClientTest, a_request_arrives_as_written_and_its_reply_comes_back) {
  std::string seen;
  TlsServer server(authority().issue("DNS:localhost"), [&seen](Peer& peer) {
    seen = peer.read_request();
    peer.write(
        "HTTP/1.1 200 OK\r\nContent-Type: Text/Plain; charset=utf-8\r\nX-A: b\r\nContent-Length: "
        "2\r\n\r\nok");
    peer.wait_for_the_end();
  });
  HttpRequest request;
  request.method = HttpMethod::post;
  request.target = "/cgi-bin/x?access_token=t";
  request.content_type = "application/json";
  request.body = R"({"a":"中"})";
  const auto reply = ask(options_for(server.url("localhost", "/wx/")), request);
  ASSERT_TRUE(reply.has_value()) << reply.error().internal_note();
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->content_type, "text/plain");
  EXPECT_EQ(reply->body, "ok");
  EXPECT_EQ(reply->headers.at(1), (std::pair<std::string, std::string>("x-a", "b")));
  EXPECT_EQ(seen.substr(0, seen.find('\r')), "POST /wx/cgi-bin/x?access_token=t HTTP/1.1");
  EXPECT_NE(seen.find("Host: localhost:" + std::to_string(server.port()) + "\r\n"), std::string::npos);
  EXPECT_NE(seen.find("Content-Length: 11\r\n"), std::string::npos);
  EXPECT_NE(seen.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_EQ(seen.substr(seen.find("\r\n\r\n") + 4), R"({"a":"中"})");
}

TEST_F(HttpClientTest, calls_one_after_another_share_a_connection) {
  TlsServer server(authority().issue("IP:127.0.0.1"), answer_all);
  HttpClient client(options_for(server.url("127.0.0.1")), clock_);
  boost::asio::io_context context(1);
  for (int i = 0; i < 5; ++i) {
    const auto reply = run_on(context, client.send(get()));
    ASSERT_TRUE(reply.has_value()) << reply.error().internal_note();
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, an_old_connection_and_one_that_must_close_are_not_used_again) {
  TlsServer server(authority().issue("DNS:localhost"), [](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    peer.wait_for_the_end();
  });
  HttpClient closing(options_for(server.url()), clock_);
  boost::asio::io_context context(1);
  ASSERT_TRUE(run_on(context, closing.send(get())).has_value());
  ASSERT_TRUE(run_on(context, closing.send(get())).has_value());
  EXPECT_EQ(server.connections(), 2);

  TlsServer keeping(authority().issue("DNS:localhost"), answer_all);
  ManualClock clock(Instant{});
  HttpClient aging(options_for(keeping.url()), clock);
  ASSERT_TRUE(run_on(context, aging.send(get())).has_value());
  clock.advance(std::chrono::seconds(5));  // WeChat would wait for three more
  ASSERT_TRUE(run_on(context, aging.send(get())).has_value());
  EXPECT_EQ(keeping.connections(), 1);
  clock.advance(std::chrono::microseconds(5'000'001));
  ASSERT_TRUE(run_on(context, aging.send(get())).has_value());
  EXPECT_EQ(keeping.connections(), 2);
}

TEST_F(HttpClientTest, bytes_after_a_reply_never_become_the_next_reply) {
  TlsServer server(authority().issue("DNS:localhost"), [](Peer& peer) {
    while (!peer.read_request().empty()) {
      const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
      peer.write(ok + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    }
  });
  HttpClient client(options_for(server.url()), clock_);
  boost::asio::io_context context(1);
  for (int i = 0; i < 3; ++i) {
    const auto reply = run_on(context, client.send(get()));
    ASSERT_TRUE(reply.has_value()) << reply.error().internal_note();
    EXPECT_EQ(reply->body, "ok");
  }
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(HttpClientTest, a_kept_connection_that_dies_is_replaced_only_for_idempotent_requests) {
  for (const bool is_idempotent : {true, false}) {
    TlsServer server(authority().issue("DNS:localhost"), [](Peer& peer) {
      peer.read_request();
      peer.reply("{}");
      peer.read_request();  // takes the second request and leaves without a word
    });
    HttpClient client(options_for(server.url()), clock_);
    boost::asio::io_context context(1);
    ASSERT_TRUE(run_on(context, client.send(get())).has_value());
    const auto second = run_on(context, client.send(get(is_idempotent)));
    EXPECT_EQ(second.has_value(), is_idempotent);
    EXPECT_EQ(second.refused_with(kWechatOutcomeUnknown), !is_idempotent);
    EXPECT_EQ(server.connections(), is_idempotent ? 2 : 1);
  }
}

TEST_F(HttpClientTest, a_reply_that_ends_with_the_connection_counts_only_when_tls_says_goodbye) {
  const std::string raw = "HTTP/1.1 200 OK\r\n\r\n{\"a\":1}";
  const auto whole = ask_raw(raw, true);
  ASSERT_TRUE(whole.has_value()) << whole.error().internal_note();
  EXPECT_EQ(whole->body, "{\"a\":1}");
  EXPECT_TRUE(ask_raw(raw, false).refused_with(kWechatOutcomeUnknown));
}

TEST_F(HttpClientTest, what_cannot_be_trusted_as_a_reply_leaves_the_outcome_unknown) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::string two_mib(2U << 20U, 'x');
  const std::vector<std::pair<const char*, std::string>> rows{
      {"nothing", ""},
      {"half a head", ok + "Content-Le"},
      {"half a body", ok + "Content-Length: 100\r\n\r\nshort"},
      {"not HTTP", "hello\r\n\r\n"},
      {"2 MiB", ok + "Content-Length: 2097152\r\n\r\n" + two_mib},
      {"2 MiB in chunks", ok + "Transfer-Encoding: chunked\r\n\r\n200000\r\n" + two_mib + "\r\n0\r\n\r\n"},
      {"2 MiB to the end", ok + "\r\n" + two_mib},
      {"huge head", ok + "X: " + std::string(20'000, 'y') + "\r\nContent-Length: 0\r\n\r\n"},
      {"odd encoding", ok + "Transfer-Encoding: gzip\r\n\r\nabc"},
      {"two encodings", ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
      {"two lengths", ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc"},
      {"length and chunks", ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
  };
  for (const auto& [name, raw] : rows) {
    EXPECT_TRUE(ask_raw(raw).refused_with(kWechatOutcomeUnknown)) << name;
  }
}

TEST_F(HttpClientTest, a_reply_at_the_size_limit_is_read) {
  const std::string body(1U << 20U, 'x');
  const auto reply = ask_raw("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n" + body);
  ASSERT_TRUE(reply.has_value()) << reply.error().internal_note();
  EXPECT_EQ(reply->body.size(), body.size());
}

TEST_F(HttpClientTest, a_redirect_is_a_reply_and_is_not_followed) {
  TlsServer elsewhere(authority().issue("DNS:localhost"), answer_all);
  const auto reply =
      ask_raw("HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url() + "/\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 302);
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST_F(HttpClientTest, a_certificate_that_does_not_prove_the_host_stops_before_the_request) {
  const Authority stranger;
  struct Row {
    const char* name;
    testing::Identity identity;
    const char* host;
  };
  const std::array rows{
      Row{"unknown authority", stranger.issue("DNS:localhost"), "localhost"},
      Row{"other name", authority().issue("DNS:api.weixin.qq.com"), "localhost"},
      Row{"name instead of address", authority().issue("DNS:127.0.0.1"), "127.0.0.1"},
      Row{"partial wildcard", authority().issue("DNS:local*"), "localhost"},
      Row{"expired", authority().issue("DNS:localhost", {-7200, -3600}), "localhost"},
      Row{"not yet valid", authority().issue("DNS:localhost", {3600, 7200}), "localhost"},
  };
  for (const auto& row : rows) {
    std::atomic<bool> is_request_seen = false;
    TlsServer server(row.identity,
                     [&is_request_seen](Peer& peer) { is_request_seen = !peer.read_request().empty(); });
    const auto reply = ask(options_for(server.url(row.host)));
    ASSERT_TRUE(reply.refused_with(kWechatNotReached)) << row.name;
    EXPECT_NE(reply.error().internal_note().find("certificate"), std::string::npos)
        << row.name << ": " << reply.error().internal_note();
    EXPECT_FALSE(is_request_seen) << row.name;
  }
}

TEST_F(HttpClientTest, nobody_listening_and_a_mute_listener_are_not_reached) {
  std::string dead_url;
  {
    const auto gone = TlsServer::mute();
    dead_url = gone->url("127.0.0.1");
  }
  EXPECT_TRUE(ask(options_for(dead_url)).refused_with(kWechatNotReached));

  const auto mute = TlsServer::mute();
  auto options = options_for(mute->url());
  options.handshake_ms_max = std::chrono::milliseconds(50);
  EXPECT_TRUE(ask(options).refused_with(kWechatNotReached));
}

TEST_F(HttpClientTest, silence_after_the_request_ends_with_the_call_and_an_unknown_outcome) {
  TlsServer server(authority().issue("DNS:localhost"), [](Peer& peer) {
    peer.read_request();
    peer.wait_for_the_end();
  });
  auto options = options_for(server.url());
  options.call_ms_max = std::chrono::milliseconds(300);
  EXPECT_TRUE(ask(options, get(true)).refused_with(kWechatOutcomeUnknown));
  EXPECT_EQ(server.connections(), 1);
  // A request may bring a shorter limit with it, and no longer one.
  auto hurried = get(true);
  for (const auto& [client_ms, request_ms] : {std::pair(10'000, 300), std::pair(300, 10'000)}) {
    options.call_ms_max = std::chrono::milliseconds(client_ms);
    hurried.call_ms_max = std::chrono::milliseconds(request_ms);
    const auto started = clock_.steady();
    EXPECT_TRUE(ask(options, hurried).refused_with(kWechatOutcomeUnknown));
    EXPECT_LT(clock_.steady() - started, std::chrono::seconds(5));
  }
}

TEST_F(HttpClientTest, a_call_over_the_limit_is_not_sent) {
  TlsServer server(authority().issue("DNS:localhost"), answer_all);
  auto options = options_for(server.url());
  options.calls_max = 1;
  HttpClient client(options, clock_);
  boost::asio::io_context context(1);
  std::optional<Result<HttpReply>> first;
  boost::asio::co_spawn(context, keep_answer(client.send(get()), first), [](std::exception_ptr) {});
  const auto second = run_on(context, client.send(get()));
  EXPECT_TRUE(second.refused_with(kWechatTooManyCalls));
  ASSERT_TRUE(first.has_value() && first->has_value());
  EXPECT_TRUE(run_on(context, client.send(get())).has_value());
}

TEST_F(HttpClientTest, client_and_context_may_go_in_either_order_and_with_calls_under_way) {
  TlsServer server(authority().issue("DNS:localhost"), answer_all);
  auto client = std::make_unique<HttpClient>(options_for(server.url()), clock_);
  auto context = std::make_unique<boost::asio::io_context>(1);
  ASSERT_TRUE(run_on(*context, client->send(get())).has_value());
  std::optional<Result<HttpReply>> abandoned;
  boost::asio::co_spawn(*context, keep_answer(client->send(get()), abandoned), [](std::exception_ptr) {});
  context->restart();
  context->poll_one();
  context.reset();

  context = std::make_unique<boost::asio::io_context>(1);
  ASSERT_TRUE(run_on(*context, client->send(get())).has_value());
  client.reset();
  context.reset();
  EXPECT_FALSE(abandoned.has_value());
}

TEST_F(HttpClientTest, options_it_cannot_use_are_told_at_once) {
  auto options = options_for("http://localhost");
  EXPECT_THROW(HttpClient(options, clock_), std::invalid_argument);
  options = options_for("https://localhost");
  options.ca_file = "no-such-file.pem";
  EXPECT_THROW(HttpClient(options, clock_), std::runtime_error);
}

}  // namespace
}  // namespace fenrun::wechat
