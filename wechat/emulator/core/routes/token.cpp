// GET /cgi-bin/token and POST /cgi-bin/stable_token.
#include "wechat/emulator/core/routes/routes.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::string_view kGrantType = "client_credential";

std::optional<Refusal> check_caller(const App& app, std::string_view peer_ip) {
  if (app.ip_allow_list.empty() || app.ip_allow_list.contains(peer_ip)) return std::nullopt;
  const std::string ip(peer_ip);
  return Refusal(kIpNotAllowed, "invalid ip " + ip + " ipv6 ::ffff:" + ip + ", not in whitelist");
}

std::optional<Refusal> check_token_call(const App& app, const Call& call, std::string_view grant_type,
                                        std::string_view appid, std::string_view secret) {
  if (grant_type != kGrantType) return Refusal(kInvalidGrantType);
  if (auto refusal = check_credentials(app, appid, secret)) return refusal;
  return check_caller(app, call.peer_ip);
}

Json render(const IssuedToken& token) {
  return {{"access_token", token.value}, {"expires_in", token.expires_in_seconds}};
}

}  // namespace

Outcome get_token(World& world, const Call& call) {
  const auto refusal = check_token_call(world.app, call, value_of(call.query, "grant_type"),
                                        value_of(call.query, "appid"), value_of(call.query, "secret"));
  if (refusal) return *refusal;
  return render(world.tokens.issue_ordinary(call.moment));
}

Outcome get_stable_token(World& world, const Call& call) {
  const auto refusal = check_token_call(world.app, call, text_of(call.body, "grant_type"),
                                        text_of(call.body, "appid"), text_of(call.body, "secret"));
  if (refusal) return *refusal;
  const auto is_forced = read_boolean(call.body, "force_refresh", false);
  if (!is_forced) return Refusal(kDataFormat);
  const auto issued = world.tokens.issue_stable(*is_forced, call.moment);
  if (const auto* refused = std::get_if<Refusal>(&issued)) return *refused;
  return render(std::get<IssuedToken>(issued));
}

}  // namespace fenrun::emulator
