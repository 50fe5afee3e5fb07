// Codes that a client gets from wx.login or from the phone button: for one use, for five minutes.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

struct Code {
  std::string openid;
  std::string phone;  // phone codes only
  std::string country_code;
  Instant expires;
  bool is_used = false;
};

enum class CodeStanding { valid, used, unknown };  // an expired code is unknown, used or not

class CodeBook {
 public:
  static constexpr std::chrono::minutes kLife{5};

  // Returns the code's text: 32 characters for a login, 64 for a phone number.
  std::string issue(std::size_t length, Code code, Moment moment);
  [[nodiscard]] CodeStanding standing(std::string_view text, Instant now) const;
  // The code whether valid or not; null when it was never issued or is long gone.
  [[nodiscard]] Code* find(std::string_view text);

 private:
  void forget_old(Instant now);

  std::map<std::string, Code, std::less<>> codes_;
  std::deque<std::string> in_order_of_issue_;
};

}  // namespace fenrun::emulator
