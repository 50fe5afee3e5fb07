// The people who use the mini program, as WeChat knows them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

struct User {
  std::string openid;
  std::string unionid;  // empty: the mini program is not bound to an open-platform account
  std::string phone;    // digits without the country code; may be empty
  std::string country_code = "86";
  std::string real_name;    // empty: no real-name identity; transfers that name somebody fail
  bool is_blocked = false;  // code2Session answers 40226
  std::string session_key;  // 24 base64 characters; empty before the first login
  std::optional<Instant> last_login;
  std::int64_t login_minute = 0;  // the minute that `logins_in_minute` counts
  int logins_in_minute = 0;
};

class Users {
 public:
  // At most this many; the limit keeps a runaway load test from eating the machine.
  static constexpr std::size_t kCountMax = 2'000'000;

  // Gives the user an openid when it has none. Nothing when the openid is taken or the limit is reached.
  User* add(User user, Random& random);
  [[nodiscard]] User* find(std::string_view openid);
  [[nodiscard]] const std::map<std::string, User, std::less<>>& all() const { return users_; }

 private:
  std::map<std::string, User, std::less<>> users_;
};

// 28 characters that begin with 'o', the look of openids and unionids.
std::string make_openid(Random& random);
// 16 random bytes in base64.
std::string make_session_key(Random& random);

}  // namespace fenrun::emulator
