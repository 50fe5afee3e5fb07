// Step-up: before money is let go, a member of staff proves once more that it is they, by a one-time code,
// for exactly what they were shown. What comes of it is a confirmation that works once, for that, in their
// session, for some minutes.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/staff/login_attempts.hpp"

namespace fenrun {

inline constexpr std::chrono::minutes kStepUpLife{5};
inline constexpr std::chrono::minutes kStepUpWindow{5};
inline constexpr int kStepUpTries = 5;  // in one window, of one person

// How long to wait before one more try counts; nothing when it may be made now.
inline std::optional<std::chrono::seconds> step_up_wait(const LoginAttempts& tries, Instant now) {
  const Instant end = tries.window_started_at + kStepUpWindow;
  if (tries.failures < kStepUpTries || now >= end) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(end - now);
}

inline constexpr ErrorCode kStepUpRefused{ErrorKind::forbidden, "step_up.refused",
                                          "动态验证码不正确或已使用过",
                                          "The one-time code is wrong or was used before"};
inline constexpr ErrorCode kStepUpTooMany{ErrorKind::too_many, "step_up.too_many",
                                          "动态验证码尝试过多，请稍后再试",
                                          "Too many one-time codes were tried; please wait"};
inline constexpr ErrorCode kStepUpNeeded{ErrorKind::forbidden, "step_up.needed",
                                         "该操作需要动态验证码二次确认",
                                         "This needs a confirmation by one-time code"};
inline constexpr ErrorCode kStepUpUnknown{ErrorKind::forbidden, "step_up.unknown",
                                          "二次确认无效，请重新输入动态验证码",
                                          "There is no such confirmation of yours in this session"};
inline constexpr ErrorCode kStepUpExpired{ErrorKind::forbidden, "step_up.expired",
                                          "二次确认已过期，请重新输入动态验证码",
                                          "The confirmation is older than five minutes"};
inline constexpr ErrorCode kStepUpUsed{ErrorKind::conflict, "step_up.used", "该二次确认已使用过",
                                       "The confirmation was used already"};
inline constexpr ErrorCode kStepUpOther{ErrorKind::conflict, "step_up.other",
                                        "二次确认的内容与本次操作不一致，请重新预览并确认",
                                        "What was confirmed is not what is asked for; please look again"};

}  // namespace fenrun
