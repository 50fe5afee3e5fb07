// The small parts every request passes: matching, query strings, cursors, limits, traces, cookies, problems.
#include <gtest/gtest.h>

#include "server/api/cookie.hpp"
#include "server/api/cursor.hpp"
#include "server/api/problem.hpp"
#include "server/api/query.hpp"
#include "server/api/rate_limit.hpp"
#include "server/api/route.hpp"
#include "server/api/trace.hpp"

namespace fenrun::server {
namespace {

const Instant kNow = parse_rfc3339("2026-11-21T10:00:00+08:00").value();

Result<Reply> nothing(const Call&, db::Tx&) { return Reply{}; }

const Route kTable[] = {
    {Method::get, "/api/v1/me", Access::consumer(), Limit::read, Repeat::harmless, nothing},
    {Method::put, "/api/v1/me", Access::consumer(), Limit::write, Repeat::harmless, nothing},
    {Method::get, "/a/{x}/b/{y}", Access::everyone(), Limit::read, Repeat::harmless, nothing},
};

struct MatchCase {
  Method method;
  std::string_view path;
  const Route* route;
  std::vector<std::string> values;
  std::string_view allow;
};

TEST(ApiMatch, a_path_finds_its_row_or_says_which_methods_it_has) {
  const MatchCase cases[] = {
      {Method::get, "/api/v1/me", &kTable[0], {}, ""},
      {Method::put, "/api/v1/me", &kTable[1], {}, ""},
      {Method::post, "/api/v1/me", nullptr, {}, "GET, PUT"},
      {Method::get, "/api/v1/me/", nullptr, {}, ""},
      {Method::get, "/api/v1", nullptr, {}, ""},
      {Method::get, "//api/v1/me", nullptr, {}, ""},
      {Method::get, "/a/1/b/%E5%88%86", &kTable[2], {"1", "分"}, ""},
      {Method::get, "/a//b/2", nullptr, {}, ""},
      {Method::get, "/a/1/b/%2", nullptr, {}, ""},
      {Method::get, "/a/1/b/2/3", nullptr, {}, ""},
      {Method::get, "", nullptr, {}, ""},
  };
  for (const auto& one : cases) {
    const auto found = match(kTable, one.method, one.path);
    EXPECT_EQ(found.route, one.route) << one.path;
    EXPECT_EQ(found.path_values, one.values) << one.path;
    EXPECT_EQ(found.allow, one.allow) << one.path;
  }
}

// The first row that fits is taken: none may stand before one that says more of the path.
TEST(ApiMatch, no_route_is_hidden_by_one_before_it) {
  for (const Route& route : routes()) {
    std::string path(route.path);
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{'))
      path.replace(open, path.find('}') - open + 1, "0");
    EXPECT_EQ(match(routes(), route.method, path).route, &route)
        << to_word(route.method) << " " << route.path;
  }
}

crypto::Key256 key_of(std::uint8_t byte) {
  crypto::Key256 key{};
  key.fill(byte);
  return key;
}

TEST(ApiCursor, a_cursor_comes_back_as_it_went_out) {
  for (const Cursor& cursor : {Cursor{"", 1}, Cursor{"张三", INT64_MAX}, Cursor{std::string("\0x", 2), 0}}) {
    const auto text = encode_cursor(cursor, "/list", key_of(1));
    EXPECT_EQ(decode_cursor(text, "/list", key_of(1)), cursor);
  }
}

TEST(ApiCursor, a_changed_or_foreign_cursor_is_refused) {
  const auto text = encode_cursor({"b", 42}, "/list", key_of(1));
  EXPECT_EQ(decode_cursor(text, "/other", key_of(1)), std::nullopt);
  EXPECT_EQ(decode_cursor(text, "/list", key_of(2)), std::nullopt);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(decode_cursor(changed, "/list", key_of(1)), (Cursor{"b", 42})) << i;
  }
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(decode_cursor(text.substr(0, size), "/list", key_of(1)), std::nullopt) << size;
  }
  EXPECT_EQ(decode_cursor(std::string(10'000, 'A'), "/list", key_of(1)), std::nullopt);
}

TEST(ApiQuery, unknown_repeated_and_broken_parameters_are_refused) {
  const std::pair<std::string_view, bool> cases[] = {
      {"/x", true},
      {"/x?", true},
      {"/x?limit=1", true},
      {"/x?limit=100", true},
      {"/x?limit=0", false},
      {"/x?limit=101", false},
      {"/x?limit=", false},
      {"/x?limit=1&limit=1", false},
      {"/x?l=1", false},
      {"/x?limit=%3", false},
      {"/x?limit=%31", true},
      {"/x?limit=1x", false},
      {"/x?cursor=abc", false},
  };
  for (const auto& [target, accepted] : cases) {
    Query query(target);
    (void)query.list("scope", key_of(1));
    EXPECT_EQ(!query.refusal(), accepted) << target;
  }
}

TEST(ApiQuery, a_wrong_cursor_has_a_code_of_its_own) {
  Query query("/x?cursor=abc");
  (void)query.list("scope", key_of(1));
  EXPECT_EQ(query.refusal().value().code(), kCursorInvalid.code);
}

TEST(ApiLimit, a_bucket_admits_its_quota_and_refills_evenly) {
  const LimitPolicy policy{"test", 4, std::chrono::seconds(60)};
  std::int64_t arrival = 0;
  for (int i = 0; i < 4; ++i) {
    const auto verdict = take_token(arrival, policy, kNow);
    EXPECT_TRUE(verdict.admitted);
    EXPECT_EQ(verdict.remaining, 3 - i);
  }
  const auto refused = take_token(arrival, policy, kNow);
  EXPECT_FALSE(refused.admitted);
  EXPECT_EQ(refused.retry_after, std::chrono::seconds(15));
  EXPECT_FALSE(take_token(arrival, policy, kNow + std::chrono::seconds(14)).admitted);
  EXPECT_TRUE(take_token(arrival, policy, kNow + std::chrono::seconds(15)).admitted);
  EXPECT_FALSE(take_token(arrival, policy, kNow + std::chrono::seconds(15)).admitted);
  EXPECT_EQ(take_token(arrival, policy, kNow + std::chrono::hours(1)).remaining, 3);
}

TEST(ApiLimit, a_quota_finer_than_a_microsecond_admits) {
  const LimitPolicy policy{"test", 60'000'001, std::chrono::seconds(60)};
  std::int64_t arrival = 0;
  EXPECT_TRUE(take_token(arrival, policy, kNow).admitted);
}

TEST(ApiLimit, buckets_are_apart_and_their_number_is_bounded) {
  LocalBuckets buckets(2);
  const LimitPolicy policy{"test", 1, std::chrono::seconds(60)};
  EXPECT_TRUE(buckets.take("a", policy, kNow).admitted);
  EXPECT_TRUE(buckets.take("b", policy, kNow).admitted);
  EXPECT_FALSE(buckets.take("a", policy, kNow + std::chrono::seconds(59)).admitted);
  EXPECT_TRUE(buckets.take("c", policy, kNow + std::chrono::seconds(61)).admitted);
  EXPECT_FALSE(buckets.take("c", policy, kNow + std::chrono::seconds(61)).admitted);
}

TEST(ApiLimit, the_headers_are_the_structured_fields_of_the_draft) {
  Reply reply;
  add_limit_headers(reply, {"login", 10, std::chrono::seconds(60)}, {true, 9, std::chrono::seconds(6), {}});
  EXPECT_EQ(reply.headers[0].second, "\"login\";q=10;w=60");
  EXPECT_EQ(reply.headers[1].second, "\"login\";r=9;t=6");
}

Request with_header(std::string name, std::string value) {
  Request request;
  request.headers.emplace_back("host", "shop.example");
  request.headers.emplace_back(std::move(name), std::move(value));
  return request;
}

TEST(ApiTrace, a_valid_traceparent_is_carried_on_and_another_is_replaced) {
  SeededRandom random(1);
  const std::string trace(32, 'a');
  const std::pair<std::string, bool> cases[] = {
      {"00-" + trace + "-00f067aa0ba902b7-01", true},
      {"00-" + trace + "-00f067aa0ba902b7-01-x", false},
      {"cc-" + trace + "-00f067aa0ba902b7-01-x", true},
      {"ff-" + trace + "-00f067aa0ba902b7-01", false},
      {"00-" + std::string(32, '0') + "-00f067aa0ba902b7-01", false},
      {"00-" + trace + "-0000000000000000-01", false},
      {"00-" + std::string(32, 'A') + "-00f067aa0ba902b7-01", false},
      {"", false},
  };
  for (const auto& [text, carried] : cases) {
    const auto got = trace_of(with_header("traceparent", text), random);
    EXPECT_EQ(got.trace_id == trace, carried) << text;
    EXPECT_EQ(got.trace_id.size(), 32U);
    EXPECT_EQ(got.traceparent().size(), 55U);
  }
}

TEST(ApiTrace, a_request_id_is_echoed_when_it_is_harmless) {
  SeededRandom random(1);
  EXPECT_EQ(trace_of(with_header("x-request-id", "abc-1._Z"), random).request_id, "abc-1._Z");
  for (const char* bad : {"", "a b", "a\"b", "分"}) {
    const auto trace = trace_of(with_header("x-request-id", bad), random);
    EXPECT_EQ(trace.request_id, trace.trace_id) << bad;
  }
  EXPECT_EQ(trace_of(with_header("x-request-id", std::string(65, 'a')), random).request_id.size(), 32U);
}

TEST(ApiCookie, the_console_token_is_read_from_its_cookie_alone) {
  const std::pair<std::string, std::optional<std::string>> cases[] = {
      {"__Host-fenrun=abc", "abc"},
      {"a=1; __Host-fenrun=abc; b=2", "abc"},
      {"__Host-fenrun=abc; __Host-fenrun=def", std::nullopt},
      {"fenrun=abc", std::nullopt},
      {"x__Host-fenrun=abc", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [cookie, token] : cases)
    EXPECT_EQ(console_token(with_header("cookie", cookie)), token) << cookie;
  EXPECT_EQ(set_console_cookie("t"), "__Host-fenrun=t; Path=/; Secure; HttpOnly; SameSite=Strict");
}

TEST(ApiCookie, requests_of_other_sites_are_refused) {
  const std::tuple<const char*, const char*, bool> cases[] = {
      {"origin", "https://shop.example", true},
      {"origin", "https://evil.example", false},
      {"origin", "http://shop.example", false},
      {"origin", "null", false},
      {"origin", "https://shop.example.evil", false},
      {"sec-fetch-site", "same-origin", true},
      {"sec-fetch-site", "none", true},
      {"sec-fetch-site", "same-site", false},
      {"sec-fetch-site", "cross-site", false},
      {"accept", "*/*", true},
  };
  for (const auto& [name, value, accepted] : cases) {
    EXPECT_EQ(check_same_site(with_header(name, value)).has_value(), accepted) << name << " " << value;
  }
  const std::string token = csrf_token("session", key_of(3));
  EXPECT_TRUE(check_csrf_token(with_header("x-csrf-token", token), "session", key_of(3)));
  EXPECT_FALSE(check_csrf_token(with_header("x-csrf-token", token), "other", key_of(3)));
  EXPECT_FALSE(check_csrf_token(with_header("accept", "x"), "session", key_of(3)));
}

TEST(ApiProblem, a_refusal_becomes_a_problem_in_the_callers_language) {
  Error error(kInvalidRequest, {{"/code", "必填", "Required"}});
  const Reply zh = render_problem(error, Language::zh, "t1");
  EXPECT_EQ(zh.status, 400);
  EXPECT_EQ(zh.content_type, "application/problem+json");
  EXPECT_EQ(zh.body, R"({"type":"urn:fenrun:problem:request.invalid","title":"请求无效","status":400,)"
                     R"("detail":"请求参数有误","code":"request.invalid","trace_id":"t1",)"
                     R"("errors":[{"pointer":"/code","detail":"必填"}]})");
  EXPECT_NE(render_problem(error, Language::en, "t1").body.find("The request is not valid"),
            std::string::npos);
}

TEST(ApiProblem, each_kind_has_its_status_and_an_unavailable_service_names_a_wait) {
  const std::pair<ErrorKind, int> cases[] = {
      {ErrorKind::invalid, 400},   {ErrorKind::unauthenticated, 401}, {ErrorKind::forbidden, 403},
      {ErrorKind::not_found, 404}, {ErrorKind::conflict, 409},        {ErrorKind::refused, 422},
      {ErrorKind::too_many, 429},  {ErrorKind::upstream, 502},        {ErrorKind::unavailable, 503},
  };
  for (const auto& [kind, status] : cases) EXPECT_EQ(status_of(kind), status);
  const auto has_wait = [](const Reply& reply) {
    for (const auto& [name, value] : reply.headers) {
      if (name == "Retry-After") return value;
    }
    return std::string();
  };
  EXPECT_EQ(has_wait(render_problem(kUnavailable, Language::zh, "t")), "1");
  EXPECT_EQ(has_wait(render_problem(Error(kTooManyRequests).retry_after(std::chrono::seconds(7)),
                                    Language::zh, "t")),
            "7");
  EXPECT_EQ(has_wait(render_problem(kNotFound, Language::zh, "t")), "");
}

}  // namespace
}  // namespace fenrun::server
