#include "server/api/dispatch.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "base/crypto/encoding.hpp"
#include "base/log.hpp"
#include "db/mysql/loggable.hpp"
#include "db/mysql/tx.hpp"
#include "server/api/admit.hpp"
#include "server/api/problem.hpp"
#include "server/api/recorded.hpp"
#include "server/api/redis_limit.hpp"
#include "server/await.hpp"
#include "server/http/admission.hpp"
#include "server/http/language.hpp"

namespace fenrun::server {
namespace {

LimitPolicy policy_of(Limit limit, const ApiOptions& options) {
  LimitPolicy policy = kLimitPolicies.at(static_cast<std::size_t>(limit));
  policy.quota *= options.rate_limit_factor;
  return policy;
}

// Callers without credentials share the bucket of their address (IPv6: of its /64); the others have one each.
std::string limit_key(const Call& call, Limit limit) {
  const std::string name(kLimitPolicies.at(static_cast<std::size_t>(limit)).name);
  const bool known = call.caller.session != crypto::Sha256{} && limit != Limit::address;
  if (!known) return name + ":" + peer_key(call.client_ip);
  return name + ":" + crypto::to_hex(crypto::Bytes(call.caller.session).first(16));
}

Reply problem(const Call& call, const Error& error) {
  return render_problem(error, call.language, call.trace.trace_id);
}

void set_header(Reply& reply, std::string_view name, std::string value) {
  const bool present =
      std::any_of(reply.headers.begin(), reply.headers.end(), [&](const auto& h) { return h.first == name; });
  if (!present) reply.headers.emplace_back(name, std::move(value));
}

void finish(Reply& reply, const Trace& trace, std::string_view route) {
  reply.route = route;
  set_header(reply, "Cache-Control", "no-store");
  set_header(reply, "traceparent", trace.traceparent());
  set_header(reply, "X-Request-Id", trace.request_id);
}

// Templates, kinds and numbers only: of what a person sent, nothing but a well-formed X-Request-Id stands
// here.
void log_request(const Trace& trace, std::string_view method, const Reply& reply, std::string_view actor,
                 std::chrono::steady_clock::duration took) {
  log::info("http.request", {{"trace_id", trace.trace_id},
                             {"request_id", trace.request_id},
                             {"method", method},
                             {"route", reply.route},
                             {"status", reply.status},
                             {"actor", actor},
                             {"ms", std::chrono::duration<double, std::milli>(took).count()}});
}

void log_failure(const Call& call, std::string_view what) {
  log::error("http.failed", {{"trace_id", call.trace.trace_id}, {"route", call.route.path}, {"what", what}});
}

Error database_gone() { return Error(kUnavailable).retry_after(std::chrono::seconds(2)); }

Reply internal_error(const Call& call) {
  return render_problem(kInternal, call.language, call.trace.trace_id, 500);
}

Reply no_route(const Request& request, const std::string& allow, const Trace& trace) {
  const Language language = preferred_language(request);
  if (allow.empty()) return render_problem(kNoSuchRoute, language, trace.trace_id);
  Reply reply = render_problem(kMethodNotAllowed, language, trace.trace_id, 405);
  reply.headers.emplace_back("Allow", allow);
  return reply;
}

}  // namespace

std::string client_ip_of(const Request& request, const ApiOptions& options) {
  const auto& proxies = options.trusted_proxies;
  if (std::find(proxies.begin(), proxies.end(), request.peer_ip) == proxies.end()) return request.peer_ip;
  // The last hop is what the trusted proxy itself saw, in the last of the lines; anything before it may be
  // made up.
  const auto line = std::find_if(request.headers.rbegin(), request.headers.rend(),
                                 [](const auto& header) { return header.first == "x-forwarded-for"; });
  std::string_view hops =
      line == request.headers.rend() ? std::string_view() : std::string_view(line->second);
  if (const auto comma = hops.rfind(','); comma != std::string_view::npos) hops.remove_prefix(comma + 1);
  while (!hops.empty() && hops.front() == ' ') hops.remove_prefix(1);
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(std::string(hops), error);
  return error ? request.peer_ip : address.to_string();
}

boost::asio::awaitable<Reply> Dispatcher::answer(Request request) {
  const auto started = app_.clock.steady();
  const Trace trace = trace_of(request, app_.random);
  const Method method = request.method;
  auto found = match(table_, method, request.path);
  if (found.route == nullptr) {
    Reply reply = no_route(request, found.allow, trace);
    finish(reply, trace, "none");
    log_request(trace, to_word(method), reply, "nobody", app_.clock.steady() - started);
    co_return reply;
  }
  const Language language = preferred_language(request);
  std::string client_ip = client_ip_of(request, app_.options);
  Call call{app_,     *found.route,         std::move(request), language,
            trace,    std::move(client_ip), app_.clock.now(),   std::move(found.path_values),
            Caller{}, AuditNote{}};
  Reply reply = co_await run_caught(call);
  finish(reply, trace, found.route->path);
  log_request(trace, to_word(method), reply, to_word(call.caller.kind), app_.clock.steady() - started);
  co_return reply;
}

boost::asio::awaitable<Reply> Dispatcher::run_caught(Call& call) {
  try {
    Reply reply = co_await answer_matched(call);
    co_return reply;
  } catch (const db::CommitUnknown& failure) {
    // With an Idempotency-Key the repeated request learns what became of this one.
    log_failure(call, db::loggable(failure));
    co_return problem(call, database_gone());
  } catch (const db::LostConnection& failure) {
    log_failure(call, db::loggable(failure));
    co_return problem(call, database_gone());
  } catch (const std::exception& failure) {
    log_failure(call, db::loggable(failure));
    co_return internal_error(call);
  } catch (...) {
    log_failure(call, "unknown exception");
    co_return internal_error(call);
  }
}

boost::asio::awaitable<Reply> Dispatcher::answer_matched(Call& call) {
  const auto credentials = check_credentials(call);
  std::string address_key = limit_key(call, Limit::address);
  const LimitVerdict address = co_await take(std::move(address_key), Limit::address);
  std::string route_key = limit_key(call, call.route.limit);
  LimitVerdict verdict = address;
  if (address.admitted) verdict = co_await take(std::move(route_key), call.route.limit);
  const LimitPolicy policy = policy_of(address.admitted ? call.route.limit : Limit::address, app_.options);
  Reply reply;
  if (!verdict.admitted) {
    reply = problem(call, Error(kTooManyRequests).retry_after(verdict.retry_after));
  } else if (!credentials) {
    reply = problem(call, credentials.error());
  } else {
    const Result<Reply> result = co_await run_with_cache(call);
    reply = result ? *result : problem(call, result.error());
  }
  add_limit_headers(reply, policy, verdict);
  co_return reply;
}

// Redis in front of the session table: most requests learn whose token they carry without a query.
boost::asio::awaitable<Result<Reply>> Dispatcher::run_with_cache(Call& call) {
  db::SessionCache* const cache = edge_.sessions.get();
  const Access::Face face = call.route.access.face();
  if (cache != nullptr && (face == Access::Face::consumer || face == Access::Face::dealer)) {
    auto pending = cache->find(call.caller.session, call.now);
    const std::optional<db::CachedSession> found = co_await std::move(pending);
    if (found && std::holds_alternative<db::SessionTombstone>(*found)) co_return kSessionExpired;
    if (found) call.session = std::get<db::ConsumerSession>(*found);
    call.is_session_cached = found.has_value();
  }
  Result<Reply> result = co_await run(call);
  if (cache != nullptr && !call.ended_sessions.empty()) {
    auto pending = cache->forget(call.ended_sessions);
    (void)co_await std::move(pending);
  } else if (cache != nullptr && call.session && !call.is_session_cached) {
    auto pending = cache->remember(call.caller.session, *call.session, call.now);
    co_await std::move(pending);
  }
  co_return result;
}

boost::asio::awaitable<Result<Reply>> Dispatcher::run(Call& call) {
  if (const auto key = check_key(call); !key) co_return key.error();
  const auto deadline = app_.clock.steady() + app_.options.story_deadline;
  if (const auto* handler = std::get_if<Transactional>(&call.route.handler)) {
    std::function<Result<Reply>(db::Tx&)> story = [&](db::Tx& tx) -> Result<Reply> {
      if (auto admitted = admit(call, tx); !admitted) return admitted.error();
      return recorded(call, tx, [&] { return (*handler)(call, tx); });
    };
    Result<Reply> reply = co_await on_database<Reply>(app_.database, call.route.lane, deadline, story);
    co_return reply;
  }
  const Access::Face face = call.route.access.face();
  if (face != Access::Face::everyone && face != Access::Face::wechat) {
    std::function<Result<bool>(db::Tx&)> story = [&](db::Tx& tx) -> Result<bool> {
      if (auto admitted = admit(call, tx); !admitted) return admitted.error();
      return true;
    };
    const Result<bool> admitted = co_await on_database<bool>(app_.database, db::Lane::pool, deadline, story);
    if (!admitted) co_return admitted.error();
  }
  const Async handler = std::get<Async>(call.route.handler);
  Result<Reply> reply = co_await handler(call, edge_);
  co_return reply;
}

boost::asio::awaitable<LimitVerdict> Dispatcher::take(std::string key, Limit limit) {
  const LimitPolicy policy = policy_of(limit, app_.options);
  // The address's bucket only stops floods: it is counted here, and the request pays for one question to
  // Redis.
  const bool is_shared = limit != Limit::address && edge_.redis != nullptr && edge_.redis->is_up();
  if (is_shared) {
    auto pending = take_shared_token(*edge_.redis, key, policy, app_.clock.now());
    const std::optional<LimitVerdict> verdict = co_await std::move(pending);
    if (verdict) co_return *verdict;
  }
  co_return app_.buckets.take(key, policy, app_.clock.now());
}

}  // namespace fenrun::server
