// The life of a listener: replies as they look on the wire, TLS, certificate reload, drain.
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <stdexcept>
#include <thread>

#include "base/metrics.hpp"
#include "tests/server/support/gate.hpp"
#include "tests/server/support/listener.hpp"
#include "tests/server/support/metric_value.hpp"
#include "tests/server/support/raw_client.hpp"

namespace fenrun::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Gate;
using testing::RawClient;

constexpr std::string_view kGetPage = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kGetWait = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";

// Two at once, the third when the gate opens, and then nothing.
boost::asio::awaitable<std::optional<std::string>> piece(Gate& gate, int& left) {
  if (left == 0) co_return std::nullopt;
  --left;
  if (left == 0) (void)co_await gate.pass();
  co_return "piece " + std::to_string(left) + ";";
}

boost::asio::awaitable<std::optional<std::string>> broken_piece(bool& has_begun) {
  if (has_begun) throw std::runtime_error("no more of it");
  has_begun = true;
  co_return "begun;";
}

// Nothing yet, for ever.
boost::asio::awaitable<std::optional<std::string>> endless_piece() {
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, milliseconds(5));
  co_await timer.async_wait(boost::asio::use_awaitable);
  co_return "";
}

boost::asio::awaitable<Reply> answer(Gate& gate, Request request) {
  Reply reply;
  reply.content_type = "text/plain";
  reply.body = request.path;
  reply.route = "/listener-test";
  if (request.path == "/wait") {
    const auto passed = co_await gate.pass();
    EXPECT_TRUE(passed.has_value());
  }
  if (request.path == "/throw") throw std::runtime_error("openid o-secret");
  if (request.path == "/empty") reply.status = 204;
  if (request.path == "/large") reply.body.assign(3'000'000, 'L');
  if (request.path == "/peer") reply.body = request.peer_ip;
  if (request.path == "/inject") reply.headers.emplace_back("X-Name", "a\r\nX-Evil: 1");
  if (request.path == "/field") reply.headers.emplace_back("X-Name", "值");
  if (request.path == "/pieces") reply.next_piece = [&gate, left = 3]() mutable { return piece(gate, left); };
  if (request.path == "/broken-pieces")
    reply.next_piece = [has_begun = false]() mutable { return broken_piece(has_begun); };
  if (request.path == "/endless") reply.next_piece = [] { return endless_piece(); };
  co_return reply;
}

class Listener : public ::testing::Test {
 protected:
  Listener() {
    HttpOptions options = testing::test_options(files_);
    options.io_threads = 2;
    const MakeHandle make = [this](boost::asio::io_context&) -> Handle {
      return [this](Request request) { return answer(gate_, std::move(request)); };
    };
    server_ = std::make_unique<HttpServer>(options, make, clock_);
    server_->start();
  }

  testing::RawReply get(const std::string& path) {
    RawClient client(server_->port());
    client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
    return client.receive();
  }

  Gate gate_;
  testing::CertificateFiles files_{"first.test"};
  ManualClock clock_{parse_rfc3339("2026-11-21T10:00:00+08:00").value()};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(Listener, a_reply_carries_date_length_and_the_security_fields) {
  const auto reply = get("/a");
  EXPECT_EQ(reply.head.substr(0, 17), "HTTP/1.1 200 OK\r\n");
  EXPECT_EQ(reply.field("Date"), "Sat, 21 Nov 2026 02:00:00 GMT");
  EXPECT_EQ(reply.field("Content-Type"), "text/plain");
  EXPECT_EQ(reply.field("Content-Length"), "2");
  EXPECT_EQ(reply.field("Strict-Transport-Security"), "max-age=63072000");
  EXPECT_EQ(reply.field("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(reply.field("Connection"), "");
  EXPECT_EQ(reply.body, "/a");
}

TEST_F(Listener, the_handler_learns_who_the_peer_is) { EXPECT_EQ(get("/peer").body, "127.0.0.1"); }

TEST_F(Listener, head_is_answered_with_the_length_and_no_body) {
  RawClient client(server_->port());
  client.send("HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive(true).field("Content-Length"), "3000000");
  client.send(kGetPage);
  EXPECT_EQ(client.receive().body, "/a");
}

TEST_F(Listener, no_content_has_neither_length_nor_body) {
  const auto reply = get("/empty");
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(reply.field("Content-Length"), "");
}

TEST_F(Listener, a_large_reply_arrives_whole) { EXPECT_EQ(get("/large").body, std::string(3'000'000, 'L')); }

TEST_F(Listener, a_reply_field_cannot_begin_a_line_of_its_own) {
  const auto reply = get("/inject");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.head.find("X-Evil"), std::string::npos);
  EXPECT_EQ(get("/field").field("X-Name"), "值");
}

TEST_F(Listener, an_exception_becomes_500_without_its_text) {
  RawClient client(server_->port());
  client.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto reply = client.receive();
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.body.find("o-secret"), std::string::npos);
  client.send(kGetPage);
  EXPECT_EQ(client.receive().status, 200) << "the connection goes on";
}

TEST_F(Listener, what_it_refuses_itself_is_a_problem_with_a_trace_id_of_its_own) {
  std::set<std::string> traces;
  for (const std::string request : {"GET /a HTTP/1.1\r\n\r\n", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n",
                                    "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n",
                                    "PATCH /a HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    RawClient client(server_->port());
    client.send(request);
    const auto reply = client.receive();
    EXPECT_GE(reply.status, 400) << request;
    const auto traceparent = reply.field("traceparent");
    ASSERT_EQ(traceparent.size(), 55U) << request;
    const std::string trace = traceparent.substr(3, 32);
    traces.insert(trace);
    EXPECT_EQ(reply.field("X-Request-Id"), trace);
    EXPECT_EQ(reply.field("Cache-Control"), "no-store");
    EXPECT_EQ(reply.field("Content-Type"), "application/problem+json");
    EXPECT_NE(reply.body.find(R"("type":"urn:fenrun:problem:request.)"), std::string::npos) << reply.body;
    EXPECT_NE(reply.body.find(R"("trace_id":")" + trace + "\"}"), std::string::npos) << reply.body;
  }
  EXPECT_EQ(traces.size(), 4U);
}

TEST_F(Listener, a_body_is_invited_when_the_client_waits_for_that) {
  RawClient client(server_->port());
  client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  client.send("hi");
  EXPECT_EQ(client.receive().status, 200);
}

TEST_F(Listener, requests_are_counted_under_their_route) {
  get("/a");
  const std::string text = metrics::render();
  EXPECT_NE(text.find(R"(fenrun_http_requests_total{listener="test",route="/listener-test",status="200"})"),
            std::string::npos);
  EXPECT_NE(
      text.find(R"(fenrun_http_request_duration_seconds_count{listener="test",route="/listener-test"})"),
      std::string::npos);
}

TEST_F(Listener, speaks_tls_1_2_and_1_3_and_nothing_older) {
  const std::pair<int, bool> versions[] = {
      {TLS1_1_VERSION, false}, {TLS1_2_VERSION, true}, {TLS1_3_VERSION, true}};
  for (const auto& [version, is_spoken] : versions) {
    const RawClient client(server_->port(), RawClient::Kind::tls, [version = version](SSL* ssl) {
      SSL_set_security_level(ssl, 0);
      SSL_set_min_proto_version(ssl, version);
      SSL_set_max_proto_version(ssl, version);
    });
    EXPECT_EQ(client.is_connected(), is_spoken) << version;
  }
}

TEST_F(Listener, agrees_on_http_1_1_or_not_at_all) {
  static constexpr std::array<unsigned char, 3> kOnlyH2{2, 'h', '2'};
  static constexpr std::array<unsigned char, 12> kBoth{2,   'h', '2', 8,   'h', 't',
                                                       't', 'p', '/', '1', '.', '1'};
  const RawClient only_h2(server_->port(), RawClient::Kind::tls,
                          [](SSL* ssl) { SSL_set_alpn_protos(ssl, kOnlyH2.data(), kOnlyH2.size()); });
  EXPECT_FALSE(only_h2.is_connected());
  const RawClient both(server_->port(), RawClient::Kind::tls,
                       [](SSL* ssl) { SSL_set_alpn_protos(ssl, kBoth.data(), kBoth.size()); });
  EXPECT_TRUE(both.is_connected());
}

TEST_F(Listener, plain_http_on_the_tls_port_is_closed) {
  RawClient client(server_->port(), RawClient::Kind::plain);
  client.send(kGetPage);
  EXPECT_EQ(client.receive_until_closed().find("HTTP/1.1"), std::string::npos);
}

TEST_F(Listener, a_new_certificate_is_for_new_connections) {
  RawClient old_connection(server_->port());
  EXPECT_EQ(old_connection.server_name(), "first.test");
  files_.replace("second.test");
  server_->reload_certificate();
  EXPECT_EQ(RawClient(server_->port()).server_name(), "second.test");
  old_connection.send(kGetPage);
  EXPECT_EQ(old_connection.receive().status, 200);
}

TEST_F(Listener, an_unusable_certificate_leaves_the_old_one_in_place) {
  files_.replace_by_rubbish();
  EXPECT_THROW(server_->reload_certificate(), std::runtime_error);
  EXPECT_EQ(RawClient(server_->port()).server_name(), "first.test");
}

TEST_F(Listener, an_unusable_certificate_is_refused_at_the_start) {
  HttpOptions options = testing::test_options(files_);
  options.tls->private_key = "/nonexistent/key.pem";
  try {
    const HttpServer server(options, testing::echo(), clock_);
    FAIL() << "the key file does not exist";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("/nonexistent/key.pem"), std::string::npos);
  }
}

TEST_F(Listener, a_bad_address_is_refused_with_its_name) {
  HttpOptions options = testing::test_options(files_);
  options.address = "192.0.2.1";
  HttpServer server(options, testing::echo(), clock_);
  EXPECT_THROW(server.start(), std::runtime_error);
}

TEST_F(Listener, a_reply_in_pieces_sends_each_as_it_comes_and_ends_with_its_connection) {
  RawClient client(server_->port());
  client.send("GET /pieces HTTP/1.1\r\nHost: a\r\n\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto head = client.receive();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.field("Connection"), "close");
  EXPECT_EQ(head.field("Content-Length"), "");
  gate_.await_arrivals(1);
  gate_.open();
  EXPECT_EQ(client.receive_until_closed(), "piece 2;piece 1;piece 0;") << "and nothing of a second request";
}

TEST_F(Listener, the_head_of_a_reply_in_pieces_has_none) {
  RawClient client(server_->port());
  client.send("HEAD /pieces HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive(true).status, 200);
  EXPECT_TRUE(client.is_closed_by_peer());
}

TEST_F(Listener, a_drain_ends_a_reply_in_pieces_after_the_next_one) {
  RawClient client(server_->port());
  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  (void)server_->drain(milliseconds(0));
  EXPECT_EQ(client.receive_until_closed(), "") << "it has pieces for ever, and ends";
  client.finish_sending();
  EXPECT_TRUE(server_->drain(seconds(30)));
}

TEST_F(Listener, a_reply_whose_next_piece_cannot_be_had_ends_without_its_end) {
  RawClient client(server_->port());
  client.send("GET /broken-pieces HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive_until_closed(), "begun;");
}

TEST_F(Listener, whoever_leaves_a_reply_in_pieces_is_noticed) {
  {
    RawClient client(server_->port());
    client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.receive().status, 200);
  }
  const auto open = [] { return testing::metric_value(R"(fenrun_http_connections{listener="test"})"); };
  for (int tries = 0; tries < 1'000 && open() > 0; ++tries) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_EQ(open(), 0);
}

TEST_F(Listener, drain_ends_idle_connections_and_finishes_what_is_in_flight) {
  RawClient idle(server_->port());
  idle.send(kGetPage);
  EXPECT_EQ(idle.receive().status, 200);
  RawClient busy(server_->port());
  busy.send(kGetWait);
  gate_.await_arrivals(1);

  EXPECT_FALSE(server_->drain(milliseconds(50))) << "one request is still being answered";
  EXPECT_TRUE(idle.is_closed_by_peer());
  EXPECT_FALSE(RawClient(server_->port()).is_connected()) << "nobody new comes in";

  gate_.open();
  const auto reply = busy.receive();
  EXPECT_EQ(reply.body, "/wait");
  EXPECT_EQ(reply.field("Connection"), "close");
  EXPECT_TRUE(busy.is_closed_by_peer());
  busy.finish_sending();
  EXPECT_TRUE(server_->drain(seconds(30)));
}

TEST_F(Listener, drain_still_answers_a_connection_that_had_just_come) {
  RawClient fresh(server_->port());
  std::thread drain([this] { server_->drain(seconds(30)); });
  fresh.send(kGetPage);
  EXPECT_EQ(fresh.receive().status, 200);
  fresh.finish_sending();
  drain.join();
}

}  // namespace
}  // namespace fenrun::server
