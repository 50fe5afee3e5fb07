// How many wrong logins are tolerated before waiting begins. Pure: the rows live in
// db/staff/login_failure.hpp.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"

namespace fenrun {

inline constexpr std::chrono::minutes kLoginWindow{15};
inline constexpr int kLoginFailuresPerAccount = 5;
inline constexpr int kLoginFailuresPerAddress = 20;

struct LoginAttempts {
  int failures = 0;
  Instant window_started_at;
};

// How long to wait before one more attempt counts; nothing when it may be made now.
inline std::optional<std::chrono::seconds> login_wait(const LoginAttempts& attempts, int most, Instant now) {
  const Instant end = attempts.window_started_at + kLoginWindow;
  if (attempts.failures < most || now >= end) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(end - now);
}

}  // namespace fenrun
