// Users, their codes, and the data that their clients sign.
#include "base/crypto/cipher.hpp"
#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "wechat/emulator/core/control/handlers.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::size_t kLoginCodeLength = 32;
constexpr std::size_t kPhoneCodeLength = 64;

Json render(const User& user) {
  Json shown{{"openid", user.openid},         {"unionid", user.unionid},
             {"phone", user.phone},           {"country_code", user.country_code},
             {"is_blocked", user.is_blocked}, {"session_key", user.session_key},
             {"real_name", user.real_name}};
  if (user.last_login) shown["last_login"] = to_rfc3339(*user.last_login);
  return shown;
}

// A unionid of "" makes a user without one; an absent unionid makes one up for a new user.
std::optional<std::string> apply(const Json& body, User& user) {
  const auto unionid = read_text(body, "unionid", user.unionid);
  const auto phone = read_text(body, "phone", user.phone);
  const auto country_code = read_text(body, "country_code", user.country_code);
  const auto real_name = read_text(body, "real_name", user.real_name);
  const auto is_blocked = read_boolean(body, "is_blocked", user.is_blocked);
  if (!unionid || !phone || !country_code || !real_name)
    return "unionid, phone, country_code and real_name are texts";
  if (!is_blocked) return "is_blocked is true or false";
  const bool is_phone = phone->find_first_not_of("0123456789") == std::string::npos && phone->size() <= 15;
  if (!is_phone) return "phone is at most 15 digits";
  user.unionid = *unionid;
  user.phone = *phone;
  user.country_code = *country_code;
  user.real_name = *real_name;
  user.is_blocked = *is_blocked;
  return std::nullopt;
}

ControlAnswer no_such_user() { return refuse(404, "no such user"); }

ControlAnswer add_user(World& world, const ControlCall& call) {
  User user;
  user.openid = text_of(call.body, "openid");
  user.unionid = make_openid(call.moment.random);
  if (const auto problem = apply(call.body, user)) return wrong(*problem);
  const auto* added = world.users.add(std::move(user), call.moment.random);
  if (added == nullptr) return refuse(409, "too many users");
  return {201, render(*added), {}};
}

Json render_code(const std::string& code, const std::string& openid, Instant now) {
  return {{"code", code}, {"openid", openid}, {"expires_at", to_rfc3339(now + CodeBook::kLife)}};
}

std::string pkcs7_padded(std::string plain) {
  const auto padding = 16 - plain.size() % 16;
  return plain.append(padding, static_cast<char>(padding));
}

}  // namespace

ControlAnswer put_user(World& world, const ControlCall& call) {
  auto* existing = world.users.find(text_of(call.body, "openid"));
  if (existing == nullptr) return add_user(world, call);
  if (const auto problem = apply(call.body, *existing)) return wrong(*problem);
  return {200, render(*existing), {}};
}

ControlAnswer list_users(World& world, const ControlCall& call) {
  const auto openid = value_of(call.query, "openid");
  if (!openid.empty()) {
    const auto* user = world.users.find(openid);
    if (user == nullptr) return no_such_user();
    return {200, render(*user), {}};
  }
  constexpr std::size_t kShownMax = 1'000;
  Json shown = Json::array();
  for (const auto& [id, user] : world.users.all()) {
    if (shown.size() >= kShownMax) break;
    shown.push_back(render(user));
  }
  return {200, {{"users", shown}, {"count", world.users.all().size()}}, {}};
}

ControlAnswer issue_login_code(World& world, const ControlCall& call) {
  auto openid = text_of(call.body, "openid");
  if (openid.empty()) {
    // A person nobody has met yet opens the mini program.
    User stranger;
    stranger.unionid = make_openid(call.moment.random);
    const auto* added = world.users.add(std::move(stranger), call.moment.random);
    if (added == nullptr) return refuse(409, "too many users");
    openid = added->openid;
  }
  if (world.users.find(openid) == nullptr) return no_such_user();
  const auto code = world.login_codes.issue(kLoginCodeLength, Code{openid, {}, {}, {}, false}, call.moment);
  return {201, render_code(code, openid, call.moment.now), {}};
}

ControlAnswer issue_phone_code(World& world, const ControlCall& call) {
  const auto* user = world.users.find(text_of(call.body, "openid"));
  if (user == nullptr) return no_such_user();
  const auto phone = read_text(call.body, "phone", user->phone);
  const auto country_code = read_text(call.body, "country_code", user->country_code);
  if (!phone || !country_code) return wrong("phone and country_code are texts");
  if (phone->empty()) return wrong("this user has no phone: give one");
  Code code{user->openid, *phone, *country_code, {}, false};
  const auto text = world.phone_codes.issue(kPhoneCodeLength, std::move(code), call.moment);
  return {201, render_code(text, user->openid, call.moment.now), {}};
}

ControlAnswer sign_data(World& world, const ControlCall& call) {
  const auto* user = world.users.find(text_of(call.body, "openid"));
  if (user == nullptr) return no_such_user();
  if (user->session_key.empty()) return refuse(409, "this user has not logged in yet");
  auto data = call.body.value("data", Json::object());
  if (!data.is_object()) return wrong("data is an object");
  const auto raw = data.dump();
  data["watermark"] = {{"timestamp", unix_seconds(call.moment.now)}, {"appid", world.app.appid}};
  const auto key = crypto::from_base64(user->session_key);
  const auto iv = call.moment.random.bytes<16>();
  const auto cipher = crypto::aes_cbc_encrypt(crypto::as_bytes(*key), iv, pkcs7_padded(data.dump()));
  return {200,
          {{"rawData", raw},
           {"signature", crypto::to_hex(crypto::sha1(raw + user->session_key))},
           {"encryptedData", crypto::to_base64(crypto::as_bytes(*cipher))},
           {"iv", crypto::to_base64(iv)}},
          {}};
}

ControlAnswer grant_subscription(World& world, const ControlCall& call) {
  const auto openid = text_of(call.body, "openid");
  const auto template_id = text_of(call.body, "template_id");
  const auto count = read_integer(call.body, "count", 1);
  if (world.users.find(openid) == nullptr) return no_such_user();
  if (world.templates.find(template_id) == nullptr) return refuse(404, "no such template");
  if (!count || *count < -1'000'000 || *count > 1'000'000) return wrong("count is a number within a million");
  world.templates.grant(openid, template_id, *count);
  return {200, {{"grants", world.templates.grants(openid, template_id)}}, {}};
}

}  // namespace fenrun::emulator
