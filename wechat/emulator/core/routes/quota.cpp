// The counters of calls: how far they are used, and clearing them.
#include "wechat/emulator/core/routes/routes.hpp"

namespace fenrun::emulator {
namespace {

Outcome clear_all(World& world, const Call& call) {
  if (auto refusal = world.quotas.clear_all(call.moment.now)) return *refusal;
  return ok();
}

// The counter of the API that the body names, as "/wxa/…" or "wxa/…".
std::variant<std::string_view, Refusal> named_counter(const Json& body) {
  auto path = text_of(body, "cgi_path");
  if (!path.starts_with('/')) path.insert(0, 1, '/');
  const auto* route = find_route(path);
  if (route == nullptr || route->quota.empty()) return Refusal(kCgiPathNotFound);
  return route->quota;
}

}  // namespace

Outcome clear_quota(World& world, const Call& call) {
  const auto appid = text_of(call.body, "appid");
  if (appid.empty()) return Refusal(kAppidMissing);
  if (appid != world.app.appid) return Refusal(kInvalidAppid);
  return clear_all(world, call);
}

Outcome clear_quota_by_secret(World& world, const Call& call) {
  const auto refusal =
      check_credentials(world.app, text_of(call.body, "appid"), text_of(call.body, "appsecret"));
  if (refusal) return *refusal;
  return clear_all(world, call);
}

Outcome clear_quota_of_one(World& world, const Call& call) {
  const auto counter = named_counter(call.body);
  if (const auto* refusal = std::get_if<Refusal>(&counter)) return *refusal;
  if (auto refusal = world.quotas.clear_one(std::get<std::string_view>(counter), call.moment.now))
    return *refusal;
  return ok();
}

Outcome get_quota(World& world, const Call& call) {
  const auto counter = named_counter(call.body);
  if (const auto* refusal = std::get_if<Refusal>(&counter)) return *refusal;
  const auto usage = world.quotas.usage(std::get<std::string_view>(counter), call.moment.now);
  auto answer = ok();
  answer["quota"] = {
      {"daily_limit", usage.per_day}, {"used", usage.used}, {"remain", usage.per_day - usage.used}};
  return answer;
}

}  // namespace fenrun::emulator
