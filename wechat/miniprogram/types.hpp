// What the mini-program calls take and give. Openids, session keys and phone numbers are Secrets: they cannot
// be logged by accident.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/secret.hpp"

namespace fenrun::wechat {

// The outcome of wx.login's code. `session_key` never leaves the server and is sealed at rest.
struct WechatSession {
  SecretText openid;
  SecretText session_key;
  std::optional<SecretText> unionid;  // only when the mini program belongs to an open-platform account
};

enum class EnvVersion { release, trial, develop };

struct UnlimitedCodeRequest {
  std::string scene;  // 1-32 characters: digits, letters and !#$&'()*+,/:;=?@-._~
  std::string page;   // published page without leading '/' and query; empty: the home page
  bool check_path = true;
  EnvVersion env_version = EnvVersion::release;
  int width_px = 430;  // 280-1280
};

struct CodeImage {
  std::string content_type;  // "image/jpeg" or "image/png", told from the bytes
  std::string bytes;
};

struct UrlLinkRequest {
  std::string path;      // published page; empty: the home page
  std::string query;     // <= 1024 of scene's characters and '%'
  int expire_days = 30;  // 1-30
  EnvVersion env_version = EnvVersion::release;
};

struct PhoneNumber {
  SecretText pure_number;    // without country code
  std::string country_code;  // "86"
};

enum class MessageTarget { formal, trial, developer };

// `data` maps template keys ("thing1") to values; fit_message_value() of subscribe_message.hpp makes values
// legal.
struct SubscribeMessage {
  SecretText openid;
  std::string template_id;
  std::string page;  // opened on tap; empty: none
  std::vector<std::pair<std::string, std::string>> data;
  MessageTarget target = MessageTarget::formal;
};

enum class ContentScene { profile = 1, comment = 2, forum = 3, social_log = 4 };
enum class ContentVerdict { pass, review, risky };

}  // namespace fenrun::wechat
