#include "wechat/emulator/core/call.hpp"

namespace fenrun::emulator {

Json ok() { return {{"errcode", 0}, {"errmsg", "ok"}}; }

std::string text_of(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::string> read_text(const Json& object, std::string_view name, std::string fallback) {
  const auto found = object.find(name);
  if (found == object.end()) return fallback;
  if (!found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

std::optional<std::int64_t> read_integer(const Json& object, std::string_view name, std::int64_t fallback) {
  const auto found = object.find(name);
  if (found == object.end()) return fallback;
  if (!found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

std::optional<bool> read_boolean(const Json& object, std::string_view name, bool fallback) {
  const auto found = object.find(name);
  if (found == object.end()) return fallback;
  if (!found->is_boolean()) return std::nullopt;
  return found->get<bool>();
}

bool is_env_version(std::string_view name) {
  return name == "release" || name == "trial" || name == "develop";
}

std::optional<Refusal> check_credentials(const App& app, std::string_view appid, std::string_view secret) {
  if (appid.empty()) return Refusal(kAppidMissing);
  if (appid != app.appid) return Refusal(kInvalidAppid);
  if (secret.empty()) return Refusal(kAppsecretMissing);
  if (app.is_secret_frozen) return Refusal(kSecretFrozen);
  if (secret != app.secret) return Refusal(kInvalidAppsecret);
  return std::nullopt;
}

}  // namespace fenrun::emulator
