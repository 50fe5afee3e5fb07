// Login, the checks of a session, and the phone number.
#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "wechat/emulator/core/quotas.hpp"
#include "wechat/emulator/core/routes/routes.hpp"

namespace fenrun::emulator {
namespace {

constexpr int kLoginsPerMinuteMax = 100;

bool is_login_too_frequent(User& user, Instant now) {
  if (const auto minute = minute_of(now); minute != user.login_minute) {
    user.login_minute = minute;
    user.logins_in_minute = 0;
  }
  return ++user.logins_in_minute > kLoginsPerMinuteMax;
}

Json render_session(const User& user) {
  Json session{{"session_key", user.session_key}, {"openid", user.openid}};
  if (!user.unionid.empty()) session["unionid"] = user.unionid;
  return session;
}

// The user named by the query, with the signature over the empty text checked against the newest session key.
std::variant<User*, Refusal> signed_user(World& world, const Call& call) {
  const auto openid = value_of(call.query, "openid");
  if (openid.empty()) return Refusal(kOpenidMissing);
  auto* user = world.users.find(openid);
  if (user == nullptr) return Refusal(kInvalidOpenid);
  if (value_of(call.query, "sig_method") != "hmac_sha256") return Refusal(kInvalidSigMethod);
  const auto expected = crypto::to_hex(crypto::hmac_sha256(crypto::as_bytes(user->session_key), ""));
  const bool is_signed = !user->session_key.empty() && value_of(call.query, "signature") == expected;
  if (!is_signed) return Refusal(kInvalidSignature);
  return user;
}

}  // namespace

Outcome code_to_session(World& world, const Call& call) {
  const auto refusal =
      check_credentials(world.app, value_of(call.query, "appid"), value_of(call.query, "secret"));
  if (refusal) return *refusal;
  const auto text = value_of(call.query, "js_code");
  if (text.empty()) return Refusal(kCodeMissing);
  if (value_of(call.query, "grant_type") != "authorization_code") return Refusal(kInvalidGrantType);
  const auto standing = world.login_codes.standing(text, call.moment.now);
  if (standing == CodeStanding::unknown) return Refusal(kInvalidCode);
  auto& code = *world.login_codes.find(text);
  auto& user = *world.users.find(code.openid);
  if (is_login_too_frequent(user, call.moment.now)) return Refusal(kTooFrequent);
  if (standing == CodeStanding::used) return Refusal(kCodeUsed);
  if (user.is_blocked) return Refusal(kUserBlocked);
  code.is_used = true;
  user.session_key = make_session_key(call.moment.random);
  user.last_login = call.moment.now;
  return render_session(user);
}

Outcome check_session(World& world, const Call& call) {
  const auto found = signed_user(world, call);
  if (const auto* refusal = std::get_if<Refusal>(&found)) return *refusal;
  return ok();
}

Outcome reset_session_key(World& world, const Call& call) {
  const auto found = signed_user(world, call);
  if (const auto* refusal = std::get_if<Refusal>(&found)) return *refusal;
  auto& user = *std::get<User*>(found);
  user.session_key = make_session_key(call.moment.random);
  auto answer = ok();
  answer["openid"] = user.openid;
  answer["session_key"] = user.session_key;
  return answer;
}

Outcome get_phone_number(World& world, const Call& call) {
  const auto text = text_of(call.body, "code");
  if (text.empty()) return Refusal(kInvalidCode);
  if (world.phone_codes.standing(text, call.moment.now) != CodeStanding::valid) return Refusal(kInvalidCode);
  auto& code = *world.phone_codes.find(text);
  if (call.body.contains("openid") && text_of(call.body, "openid") != code.openid)
    return Refusal(kInvalidCode);
  code.is_used = true;
  auto answer = ok();
  answer["phone_info"] = {
      {"phoneNumber", "+" + code.country_code + code.phone},
      {"purePhoneNumber", code.phone},
      {"countryCode", code.country_code},
      {"watermark", {{"timestamp", unix_seconds(call.moment.now)}, {"appid", world.app.appid}}}};
  return answer;
}

}  // namespace fenrun::emulator
