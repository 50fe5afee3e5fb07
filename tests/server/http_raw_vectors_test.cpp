// Every vector over real TLS: in one piece, byte by byte, and through the parser alone at every split.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "server/http/parser.hpp"
#include "tests/server/support/listener.hpp"
#include "tests/server/support/raw_client.hpp"
#include "tests/server/support/raw_vectors.hpp"

namespace fenrun::server {
namespace {

using testing::RawClient;
using testing::RawVector;

constexpr std::string_view kLastRequest = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

class RawVectors : public ::testing::Test {
 protected:
  RawVectors() : files_("vectors.test"), server_(testing::test_options(files_), count_smuggled(), clock_) {
    server_.start();
  }

  MakeHandle count_smuggled() {
    return [this](boost::asio::io_context& context) -> Handle {
      const Handle echo = testing::echo()(context);
      return [this, echo](Request request) {
        if (request.path == "/smuggled") ++smuggled_;
        return echo(std::move(request));
      };
    };
  }

  // What comes back when the bytes are sent in pieces of `piece` bytes, then one request more or the end.
  std::string exchange(const RawVector& vector, std::size_t piece) {
    RawClient client(server_.port());
    EXPECT_TRUE(client.is_connected());
    std::string_view rest = vector.bytes;
    while (!rest.empty() && client.send(rest.substr(0, piece)))
      rest.remove_prefix(std::min(piece, rest.size()));
    if (vector.stays_open) {
      client.send(kLastRequest);
    } else {
      client.finish_sending();
    }
    return client.receive_until_closed();
  }

  void check(const RawVector& vector, std::size_t piece) {
    std::vector<int> expected = vector.statuses;
    if (vector.stays_open) expected.push_back(200);
    std::vector<int> statuses;
    const bool to_head = vector.bytes.starts_with("HEAD ");
    std::string received = exchange(vector, piece);
    // The head-only reply ends where its fields end.
    if (to_head) {
      const auto replies = testing::parse_replies(received.substr(0, received.find("\r\n\r\n") + 4), true);
      statuses.push_back(replies.at(0).status);
      received.erase(0, replies.at(0).head.size());
    }
    for (const auto& reply : testing::parse_replies(received)) {
      statuses.push_back(reply.status);
      if (reply.status >= 400) check_problem(reply);
    }
    EXPECT_EQ(statuses, expected) << vector.title << "\n" << received.substr(0, 300);
  }

  static void check_problem(const testing::RawReply& reply) {
    EXPECT_EQ(reply.field("Content-Type"), "application/problem+json");
    EXPECT_EQ(reply.field("Connection"), "close");
    EXPECT_NE(reply.body.find("\"code\":\""), std::string::npos);
  }

  const std::vector<RawVector> vectors_ = testing::read_raw_vectors();
  testing::CertificateFiles files_;
  SystemClock clock_;
  std::atomic<int> smuggled_{0};
  HttpServer server_;
};

TEST_F(RawVectors, are_answered_as_written_when_sent_in_one_piece) {
  ASSERT_GE(vectors_.size(), 60U);
  for (const auto& vector : vectors_) check(vector, vector.bytes.size());
  EXPECT_EQ(smuggled_, 0);
}

TEST_F(RawVectors, are_answered_alike_when_sent_byte_by_byte) {
  for (const auto& vector : vectors_) {
    if (vector.bytes.size() < 2'000) check(vector, 1);
  }
  EXPECT_EQ(smuggled_, 0);
}

// The statuses that the parser alone comes to, requests counted as 200.
std::vector<int> parse_in_pieces(const RawVector& vector, std::size_t piece) {
  const HttpLimits limits;
  RequestParser parser(
      {limits.header_bytes_max, limits.target_bytes_max, limits.fields_max, limits.body_bytes_max});
  std::vector<int> statuses;
  std::string pending;
  bool is_open = true;
  for (std::size_t at = 0; at < vector.bytes.size() && is_open; at += piece) {
    pending.append(vector.bytes, at, piece);
    while (!pending.empty()) {
      pending.erase(0, parser.put(pending));
      if (parser.stage() == RequestParser::Stage::refused) {
        statuses.push_back(parser.refusal().status);
        is_open = false;
        break;
      }
      if (parser.stage() != RequestParser::Stage::complete) break;
      statuses.push_back(200);
      is_open = parser.keeps_alive();
      parser.reset();
      if (!is_open) break;
    }
  }
  return statuses;
}

TEST(Parser, comes_to_the_same_end_wherever_the_bytes_are_split) {
  for (const auto& vector : testing::read_raw_vectors()) {
    for (const std::size_t piece :
         std::initializer_list<std::size_t>{1U, 2U, 3U, 7U, 64U, 1000U, 1'000'000U}) {
      if (vector.bytes.size() > 10'000 && piece < 64) continue;
      EXPECT_EQ(parse_in_pieces(vector, piece), vector.statuses) << vector.title << ", pieces of " << piece;
    }
  }
}

}  // namespace
}  // namespace fenrun::server
