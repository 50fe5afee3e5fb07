#include "wechat/miniprogram/requests.hpp"

#include <algorithm>

#include "wechat/miniprogram/client_data.hpp"
#include "wechat/miniprogram/errors.hpp"
#include "wechat/utf8.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::size_t kSceneCharactersMax = 32;
constexpr std::size_t kLinkQueryBytesMax = 1024;
constexpr std::size_t kPathBytesMax = 1024;
constexpr std::size_t kCodeBytesMax = 256;
constexpr std::size_t kContentCharactersMax = 2500;
constexpr std::size_t kTokenBytesMax = 4096;  // WeChat asks for room for at least 512

Error invalid_request(std::string note) { return Error(kInvalidRequest).internal_note(std::move(note)); }
Error invalid_reply(std::string note) { return Error(kWechatReplyInvalid).internal_note(std::move(note)); }

bool is_link_character(char c) {
  constexpr std::string_view kMarks = "!#$&'()*+,/:;=?@-._~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         kMarks.find(c) != std::string_view::npos;
}

// WeChat's codes are some dozens of visible characters.
bool is_plausible_code(std::string_view code) {
  return !code.empty() && code.size() <= kCodeBytesMax &&
         std::all_of(code.begin(), code.end(), [](char c) { return c > ' ' && c < 127; });
}

// A page of the mini program: no leading '/', no query.
bool is_legal_page(std::string_view page) {
  return page.size() <= kPathBytesMax && !page.starts_with('/') &&
         std::all_of(page.begin(), page.end(),
                     [](char c) { return is_link_character(c) && c != '?' && c != '#'; });
}

std::string to_text(EnvVersion version) {
  switch (version) {
    case EnvVersion::release:
      return "release";
    case EnvVersion::trial:
      return "trial";
    case EnvVersion::develop:
      return "develop";
  }
  return "";
}

std::string to_text(MessageTarget target) {
  switch (target) {
    case MessageTarget::formal:
      return "formal";
    case MessageTarget::trial:
      return "trial";
    case MessageTarget::developer:
      return "developer";
  }
  return "";
}

ApiCall post(ApiName name, std::string path, const Json& body) {
  ApiCall call;
  call.name = name;
  call.method = HttpMethod::post;
  call.path = std::move(path);
  call.body = wechat::to_text(body);
  return call;
}

ApiCall session_call(ApiName name, std::string path, const SecretText& openid,
                     const SecretText& session_key) {
  ApiCall call;
  call.name = name;
  call.path = std::move(path);
  call.query = {{"openid", openid.reveal()},
                {"signature", session_signature(session_key, "")},
                {"sig_method", "hmac_sha256"}};
  return call;
}

// A text that is there, not empty and not absurdly long.
const std::string* sound_text(const Json& object, const char* name, std::size_t bytes_max = 512) {
  const auto* text = text_member(object, name);
  return text != nullptr && !text->empty() && text->size() <= bytes_max ? text : nullptr;
}

}  // namespace

bool is_legal_scene(std::string_view scene) {
  return !scene.empty() && scene.size() <= kSceneCharactersMax &&
         std::all_of(scene.begin(), scene.end(), is_link_character);
}

ApiCall stable_token_call(const MiniProgramOptions& options, bool force) {
  auto call = post(ApiName::stable_token, "/cgi-bin/stable_token",
                   {{"grant_type", "client_credential"},
                    {"appid", options.appid},
                    {"secret", options.app_secret.reveal()},
                    {"force_refresh", force}});
  call.is_idempotent = !force;
  return call;
}

Result<ApiCall> code_to_session_call(const MiniProgramOptions& options, const std::string& code) {
  if (!is_plausible_code(code)) return kWechatCodeInvalid;
  ApiCall call;
  call.name = ApiName::code_to_session;
  call.path = "/sns/jscode2session";
  call.query = {{"appid", options.appid},
                {"secret", options.app_secret.reveal()},
                {"js_code", code},
                {"grant_type", "authorization_code"}};
  return call;
}

Result<ApiCall> phone_number_call(const std::string& code) {
  if (!is_plausible_code(code)) return kWechatCodeInvalid;
  return post(ApiName::phone_number, "/wxa/business/getuserphonenumber", Json::object({{"code", code}}));
}

Result<ApiCall> unlimited_code_call(const UnlimitedCodeRequest& request) {
  if (!is_legal_scene(request.scene)) return invalid_request("scene");
  if (!is_legal_page(request.page)) return invalid_request("page");
  if (request.width_px < 280 || request.width_px > 1280) return invalid_request("width");
  Json body{{"scene", request.scene},
            {"check_path", request.check_path},
            {"env_version", to_text(request.env_version)},
            {"width", request.width_px}};
  if (!request.page.empty()) body["page"] = request.page;
  auto call = post(ApiName::unlimited_code, "/wxa/getwxacodeunlimit", body);
  call.is_idempotent = true;
  call.expects_image = true;
  return call;
}

Result<ApiCall> urllink_call(const UrlLinkRequest& request) {
  if (!is_legal_page(request.path)) return invalid_request("path");
  if (request.query.size() > kLinkQueryBytesMax ||
      !std::all_of(request.query.begin(), request.query.end(),
                   [](char c) { return is_link_character(c) || c == '%'; })) {
    return invalid_request("query");
  }
  if (request.expire_days < 1 || request.expire_days > 30) return invalid_request("expire_days");
  auto call = post(ApiName::generate_urllink, "/wxa/generate_urllink",
                   {{"path", request.path},
                    {"query", request.query},
                    {"expire_type", 1},
                    {"expire_interval", request.expire_days},
                    {"env_version", to_text(request.env_version)}});
  call.is_idempotent = true;
  return call;
}

ApiCall subscribe_message_call(const SubscribeMessage& message) {
  Json data = Json::object();
  for (const auto& [key, value] : message.data) data[key] = Json::object({{"value", value}});
  Json body{{"touser", message.openid.reveal()},
            {"template_id", message.template_id},
            {"miniprogram_state", to_text(message.target)},
            {"lang", "zh_CN"},
            {"data", std::move(data)}};
  if (!message.page.empty()) body["page"] = message.page;
  return post(ApiName::send_subscribe_message, "/cgi-bin/message/subscribe/send", body);
}

ApiCall check_session_call(const SecretText& openid, const SecretText& session_key) {
  auto call = session_call(ApiName::check_session, "/wxa/checksession", openid, session_key);
  call.is_idempotent = true;
  return call;
}

ApiCall reset_session_call(const SecretText& openid, const SecretText& session_key) {
  return session_call(ApiName::reset_session, "/wxa/resetusersessionkey", openid, session_key);
}

Result<ApiCall> check_text_call(const SecretText& openid, ContentScene scene, const std::string& text) {
  if (text.empty() || count_characters(text) > kContentCharactersMax) return invalid_request("text");
  auto call = post(
      ApiName::check_text, "/wxa/msg_sec_check",
      {{"version", 2}, {"openid", openid.reveal()}, {"scene", static_cast<int>(scene)}, {"content", text}});
  call.is_idempotent = true;
  return call;
}

Result<TokenKeeper::Fetched> read_token(const Json& reply) {
  const auto* token = sound_text(reply, "access_token", kTokenBytesMax);
  const auto life_s = integer_member(reply, "expires_in");
  if (token == nullptr || !life_s || *life_s < 1 || *life_s > 86'400)
    return invalid_reply("access_token or expires_in");
  return TokenKeeper::Fetched{SecretText(*token), std::chrono::seconds(*life_s)};
}

Result<WechatSession> read_session(const Json& reply) {
  const auto* openid = sound_text(reply, "openid", 128);
  const auto* session_key = sound_text(reply, "session_key", 128);
  if (openid == nullptr || session_key == nullptr) return invalid_reply("openid or session_key");
  WechatSession session{SecretText(*openid), SecretText(*session_key), std::nullopt};
  if (const auto* unionid = sound_text(reply, "unionid", 128)) session.unionid = SecretText(*unionid);
  return session;
}

Result<PhoneNumber> read_phone_number(const Json& reply, const std::string& appid) {
  const auto* info = object_member(reply, "phone_info");
  if (info == nullptr) return invalid_reply("phone_info");
  const auto* number = sound_text(*info, "purePhoneNumber", 32);
  const auto* country = sound_text(*info, "countryCode", 8);
  if (number == nullptr || country == nullptr) return invalid_reply("purePhoneNumber or countryCode");
  const auto* watermark = object_member(*info, "watermark");
  const auto* owner = watermark != nullptr ? text_member(*watermark, "appid") : nullptr;
  if (owner == nullptr || *owner != appid) return invalid_reply("the watermark is another app's");
  return PhoneNumber{SecretText(*number), *country};
}

Result<std::string> read_urllink(const Json& reply) {
  const auto* link = sound_text(reply, "url_link", 1024);
  if (link == nullptr || !link->starts_with("https://")) return invalid_reply("url_link");
  return *link;
}

Result<ContentVerdict> read_verdict(const Json& reply) {
  const auto* result = object_member(reply, "result");
  const auto* suggest = result != nullptr ? text_member(*result, "suggest") : nullptr;
  if (suggest == nullptr) return invalid_reply("result.suggest");
  if (*suggest == "pass") return ContentVerdict::pass;
  if (*suggest == "risky") return ContentVerdict::risky;
  return ContentVerdict::review;  // also for words WeChat may add
}

}  // namespace fenrun::wechat
