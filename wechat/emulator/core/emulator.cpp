#include "wechat/emulator/core/emulator.hpp"

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "wechat/emulator/core/fault_effects.hpp"
#include "wechat/emulator/core/pay/answer.hpp"
#include "wechat/emulator/core/routes/routes.hpp"

namespace fenrun::emulator {
namespace {

// ` rid: 65d7e94d-59b8e5d7-0dc0ad08`; the first part is the time.
std::string make_rid(Moment moment) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  const auto seconds = static_cast<std::uint64_t>(unix_seconds(moment.now));
  std::string time;
  for (unsigned shift = 32; shift > 0; shift -= 4) time.push_back(kDigits[(seconds >> (shift - 4)) & 15U]);
  return " rid: " + time + "-" + random_hex(8, moment.random) + "-" + random_hex(8, moment.random);
}

// WeChat serves JSON under either name; which one comes is left to chance, so that no client relies on it.
std::string json_type(Random& random) {
  return random.below(2) == 0 ? "application/json; encoding=utf-8" : "text/plain";
}

Reply render(const Outcome& outcome, bool has_extra_fields, Moment moment) {
  if (const auto* picture = std::get_if<Picture>(&outcome))
    return {200, picture->content_type, picture->bytes};
  Json body;
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
    body = {{"errcode", refusal->errcode}, {"errmsg", refusal->message + make_rid(moment)}};
  } else {
    body = std::get<Json>(outcome);
  }
  if (has_extra_fields) {
    body["new_field"] = {{"since", "2026"}, {"list", {1, 2, 3}}};
    body["another_new_field"] = nullptr;
  }
  return {200, json_type(moment.random), body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

std::optional<Refusal> check_access_token(const World& world, const Call& call) {
  const auto token = value_of(call.query, "access_token");
  if (token.empty()) return Refusal(kAccessTokenMissing);
  switch (world.tokens.standing(token, call.moment.now)) {
    case TokenStanding::valid:
      return std::nullopt;
    case TokenStanding::expired:
      return Refusal(kAccessTokenExpired);
    case TokenStanding::unknown:
      return Refusal(kInvalidCredential);
  }
  return Refusal(kInvalidCredential);
}

std::variant<Json, Refusal> read_body(const Route& route, const std::string& body) {
  if (route.method == "GET") return Json();
  if (body.empty()) return Refusal(kEmptyBody);
  auto parsed = Json::parse(body, nullptr, false);
  if (!parsed.is_object()) return Refusal(route.not_json != nullptr ? *route.not_json : kDataFormat);
  return parsed;
}

Outcome process(World& world, const Request& request, Moment moment) {
  const auto* route = find_route(request.path);
  if (route == nullptr) return Refusal(kInvalidUrl);
  if (request.method != route->method) return Refusal(route->method == "POST" ? kPostRequired : kGetRequired);
  Call call{request.path, request.peer_ip, parse_query(request.query), Json(), moment};
  if (route->access == Access::token) {
    if (auto refusal = check_access_token(world, call)) return *refusal;
  }
  auto body = read_body(*route, request.body);
  if (const auto* refusal = std::get_if<Refusal>(&body)) return *refusal;
  call.body = std::move(std::get<Json>(body));
  if (!route->quota.empty()) {
    if (auto refusal = world.quotas.count(route->quota, moment.now)) return *refusal;
  }
  return route->handle(world, call);
}

int errcode_of(const Outcome& outcome) {
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) return refusal->errcode;
  return 0;
}

}  // namespace

Answer answer_request(World& world, const Request& request, Moment moment) {
  if (world.pay && request.path.starts_with("/v3/")) return answer_pay(world, request, moment);
  RequestEntry entry{0, moment.now, request.method, request.path, {}, 200, 0, true, {}};
  entry.body_sha256 = crypto::to_hex(crypto::sha256(request.body));
  const auto fault = world.faults.strike(request.path, moment.random);
  if (fault) entry.fault = name_of(fault->kind);

  if (fault && fault->kind == FaultKind::token_expires_early) {
    world.tokens.expire(value_of(parse_query(request.query), "access_token"), moment.now);
  }
  Outcome outcome;
  if (fault && strikes_before_processing(fault->kind)) {
    entry.is_processed = false;
    outcome = Refusal(fault->errcode, fault->errmsg);
  } else {
    outcome = process(world, request, moment);
  }
  entry.errcode = errcode_of(outcome);
  const bool has_extra_fields = fault && fault->kind == FaultKind::extra_fields;
  Answer answer{render(outcome, has_extra_fields, moment)};
  if (fault) answer = deform(*fault, std::move(answer.reply));
  const bool is_sent = answer.delivery == Delivery::whole || answer.delivery == Delivery::slow;
  entry.http_status = is_sent ? answer.reply.status : 0;
  world.books.requests.add(std::move(entry));
  return answer;
}

}  // namespace fenrun::emulator
