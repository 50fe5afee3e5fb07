// The conditions under which calls are made: time, tokens, quotas, faults.
#include <algorithm>
#include <charconv>

#include "wechat/emulator/core/control/handlers.hpp"
#include "wechat/emulator/core/pay/routes.hpp"
#include "wechat/emulator/core/routes/routes.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::int64_t kStepSecondsMax = 10LL * 366 * 86'400;
constexpr std::int64_t kPaceMsMax = 600'000;

ControlAnswer clock_answer(const World& world, Instant real_now) {
  const auto now = world.clock.at(real_now);
  return {200,
          {{"now", to_rfc3339(now)},
           {"unix_seconds", unix_seconds(now)},
           {"is_frozen", world.clock.is_frozen()},
           {"signs_by", world.clock.signs_by_real() ? "real" : "virtual"}},
          {}};
}

Json render(const Fault& fault) {
  Json shown{{"id", fault.id},
             {"kind", name_of(fault.kind)},
             {"path", fault.path},
             {"permille", fault.permille},
             {"errcode", fault.errcode},
             {"errmsg", fault.errmsg},
             {"http_status", fault.http_status},
             {"code", fault.code},
             {"pace_ms", fault.pace.count()}};
  if (fault.left) shown["count"] = *fault.left;
  return shown;
}

// A path of either API as its table writes it, "*", "callback" or "callback/EVENT_TYPE".
bool is_fault_path(std::string_view path) {
  if (path == "*" || path == "callback" || path.starts_with("callback/")) return true;
  const auto pay = pay_routes();
  return find_route(path) != nullptr ||
         std::any_of(pay.begin(), pay.end(), [path](const PayRoute& route) { return route.pattern == path; });
}

std::variant<Fault, std::string> read_fault(const Json& body) {
  Fault fault;
  const auto kind = fault_named(text_of(body, "kind"));
  const auto path = read_text(body, "path", "*");
  const auto count = read_integer(body, "count", 0);
  const auto permille = read_integer(body, "permille", Fault::kPermilleAlways);
  const auto errcode = read_integer(body, "errcode", fault.errcode);
  const auto errmsg = read_text(body, "errmsg", "system error");
  const auto http_status = read_integer(body, "http_status", fault.http_status);
  const auto code = read_text(body, "code", fault.code);
  const auto pace_ms = read_integer(body, "pace_ms", kind == FaultKind::slow_body ? 20 : fault.pace.count());
  if (!kind) return "kind is not the name of a fault";
  if (!path || !is_fault_path(*path)) return "path is not a route of WeChat's API";
  if (*path != "*" && !suits(*kind, *path)) return "a fault of this kind does not strike there";
  if (!count || *count < 0) return "count is a positive number, or absent for until cleared";
  if (!permille || *permille < 1 || *permille > Fault::kPermilleAlways) return "permille is 1 to 1000";
  if (!errcode || !errmsg) return "errcode is a number and errmsg a text";
  if (!http_status || *http_status < 200 || *http_status > 599) return "http_status is 200 to 599";
  if (!code || code->empty()) return "code is a text";
  if (!pace_ms || *pace_ms < 0 || *pace_ms > kPaceMsMax) return "pace_ms is 0 to 600000";
  fault.kind = *kind;
  fault.path = *path;
  if (*count > 0) fault.left = *count;
  fault.permille = static_cast<int>(*permille);
  fault.errcode = static_cast<int>(*errcode);
  fault.errmsg = *errmsg;
  fault.http_status = static_cast<int>(*http_status);
  fault.code = *code;
  fault.pace = std::chrono::milliseconds(*pace_ms);
  return fault;
}

}  // namespace

ControlAnswer show_clock(World& world, const ControlCall& call) { return clock_answer(world, call.real_now); }

ControlAnswer set_clock(World& world, const ControlCall& call) {
  const auto step = read_integer(call.body, "advance_seconds", 0);
  const auto instant = parse_rfc3339(text_of(call.body, "set"));
  const auto is_frozen = read_boolean(call.body, "is_frozen", world.clock.is_frozen());
  const auto signs_by = read_text(call.body, "signs_by", world.clock.signs_by_real() ? "real" : "virtual");
  if (!step || *step < -kStepSecondsMax || *step > kStepSecondsMax)
    return wrong("advance_seconds is a number of seconds");
  if (call.body.contains("set") && !instant) return wrong("set is an RFC 3339 time");
  if (!is_frozen) return wrong("is_frozen is true or false");
  if (signs_by != "real" && signs_by != "virtual") return wrong("signs_by is real or virtual");
  world.clock.sign_by_real(signs_by == "real");
  if (*is_frozen && !world.clock.is_frozen()) world.clock.freeze(call.real_now);
  if (!*is_frozen && world.clock.is_frozen()) world.clock.run(call.real_now);
  if (instant) world.clock.set(*instant, call.real_now);
  world.clock.advance(std::chrono::seconds(*step));
  return clock_answer(world, call.real_now);
}

ControlAnswer expire_tokens(World& world, const ControlCall& call) {
  world.tokens.expire_all(call.moment.now);
  return {};
}

ControlAnswer invalidate_tokens(World& world, const ControlCall&) {
  world.tokens.forget_all();
  return {};
}

ControlAnswer set_quota(World& world, const ControlCall& call) {
  const auto* route = find_route(text_of(call.body, "path"));
  if (route == nullptr || route->quota.empty()) return wrong("path is not a route that has a quota");
  auto limit = world.quotas.limit(route->quota);
  const auto per_day = read_integer(call.body, "per_day", limit.per_day);
  const auto per_minute = read_integer(call.body, "per_minute", limit.per_minute);
  const auto used = read_integer(call.body, "used", world.quotas.usage(route->quota, call.moment.now).used);
  const bool is_legal = per_day && per_minute && used && *per_day >= 0 && *per_minute >= 0 && *used >= 0;
  if (!is_legal) return wrong("per_day, per_minute and used are numbers from 0");
  limit.per_day = *per_day;
  limit.per_minute = *per_minute;
  world.quotas.set_limit(route->quota, limit);
  world.quotas.set_used(route->quota, *used, call.moment.now);
  return {
      200, {{"path", route->quota}, {"per_day", *per_day}, {"per_minute", *per_minute}, {"used", *used}}, {}};
}

ControlAnswer add_fault(World& world, const ControlCall& call) {
  auto fault = read_fault(call.body);
  if (auto* problem = std::get_if<std::string>(&fault)) return wrong(*problem);
  const auto id = world.faults.add(std::move(std::get<Fault>(fault)));
  if (!id) return refuse(409, "too many faults are waiting");
  return {201, {{"id", *id}}, {}};
}

ControlAnswer list_faults(World& world, const ControlCall&) {
  Json shown = Json::array();
  for (const auto& fault : world.faults.waiting()) shown.push_back(render(fault));
  return {200, {{"faults", shown}}, {}};
}

ControlAnswer clear_faults(World& world, const ControlCall& call) {
  const auto text = value_of(call.query, "id");
  if (text.empty()) {
    world.faults.clear();
    return {};
  }
  std::int64_t id = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
  const bool is_number = problem == std::errc() && end == text.data() + text.size();
  if (!is_number || !world.faults.clear(id)) return refuse(404, "no such fault");
  return {};
}

}  // namespace fenrun::emulator
