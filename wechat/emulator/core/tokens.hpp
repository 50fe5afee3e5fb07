// Access tokens of both kinds. Ordinary and stable tokens do not disturb each other.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "wechat/emulator/core/errcodes.hpp"
#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

enum class TokenStanding { valid, expired, unknown };

struct IssuedToken {
  std::string value;
  std::int64_t expires_in_seconds = 0;
};

class TokenBook {
 public:
  static constexpr std::chrono::seconds kLife{7200};
  static constexpr std::chrono::minutes kOverlap{5};
  static constexpr int kForcedPerDayMax = 20;
  static constexpr std::chrono::seconds kForcedApart{30};

  // A new token each time; the one before it lives five minutes more at most.
  IssuedToken issue_ordinary(Moment moment);
  // Normal mode gives the same token until its last five minutes. A forced refresh kills the old token at
  // once; within 30 s of the last one it changes nothing, and the 21st of a day is refused with 45009.
  std::variant<IssuedToken, Refusal> issue_stable(bool is_forced, Moment moment);

  [[nodiscard]] TokenStanding standing(std::string_view token, Instant now) const;
  // The token answers 42001 from now on.
  void expire(std::string_view token, Instant now);
  void expire_all(Instant now);
  // The tokens answer 40001 from now on, as after a reset of the AppSecret.
  void forget_all();

 private:
  struct Token {
    Instant expires;
    bool is_dead = false;
  };

  std::string make(Moment moment);
  void forget_old(Instant now);

  std::map<std::string, Token, std::less<>> tokens_;
  std::string ordinary_;
  std::string stable_;
  std::optional<Instant> last_forced_;
  std::int64_t forced_day_ = 0;
  int forced_in_day_ = 0;
};

}  // namespace fenrun::emulator
