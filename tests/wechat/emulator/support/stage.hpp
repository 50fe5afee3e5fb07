// A world of its own for a test of the state machine: virtual time, seeded chance, no sockets.
#pragma once

#include <string>
#include <string_view>

#include "base/random.hpp"
#include "wechat/emulator/core/control/control.hpp"
#include "wechat/emulator/core/emulator.hpp"

namespace fenrun::emulator::testing {

inline constexpr std::string_view kAppid = "wx0123456789abcdef";
inline constexpr std::string_view kSecret = "0123456789abcdef0123456789abcdef";

struct Stage {
  SeededRandom random{20260101};
  // The real time, as the shell would tell it: noon of 2026-03-02 in Beijing.
  Instant now{std::chrono::seconds(1'772'424'000)};
  World world = make_world(std::string(kAppid), std::string(kSecret), random);

  void pass(std::chrono::microseconds time) { now += time; }

  Answer ask(const std::string& method, const std::string& target, const std::string& body = "");
  Json get(const std::string& target) { return parse(ask("GET", target)); }
  Json post(const std::string& target, const Json& body) { return parse(ask("POST", target, body.dump())); }
  // The call with a valid token added.
  Json get_with_token(const std::string& target);
  Json post_with_token(const std::string& path, const Json& body);
  // The errcode of a reply; 0 when there is none or the reply is a picture.
  static int errcode(const Answer& answer);
  static int errcode(const Json& reply) { return reply.value("errcode", 0); }
  static Json parse(const Answer& answer) { return Json::parse(answer.reply.body, nullptr, false); }

  // A token that is valid now.
  std::string token();
  std::string token_target(const std::string& more = "") const;
  Json stable_token(bool is_forced = false);

  ControlAnswer control(const std::string& method, const std::string& target, const Json& body = nullptr);
  std::string add_user(const Json& user = Json::object());
  std::string login_code(const std::string& openid);
  std::string login_target(const std::string& code) const;
  Json log_in(const std::string& openid) { return get(login_target(login_code(openid))); }
};

}  // namespace fenrun::emulator::testing
