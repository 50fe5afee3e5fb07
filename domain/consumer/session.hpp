// Sessions of a consumer: how many live at once, and which end when one more begins.
#pragma once

#include <cstddef>

#include "base/error.hpp"

namespace fenrun {

// A person uses a phone or two and a tablet; more live sessions than this are forgotten ones, or stolen ones.
inline constexpr std::size_t kSessionsMax = 5;

inline constexpr ErrorCode kSessionExpired{ErrorKind::unauthenticated, "session.expired",
                                           "登录已失效，请重新登录",
                                           "The session has ended; please log in again"};

// How many of `live` sessions end, oldest first, so that one more fits under kSessionsMax.
[[nodiscard]] constexpr std::size_t sessions_to_end(std::size_t live) {
  return live < kSessionsMax ? 0 : live - kSessionsMax + 1;
}

}  // namespace fenrun
