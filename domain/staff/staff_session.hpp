// Where a member of staff is signed in, as they are shown it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace fenrun {

struct SignedIn {
  std::int64_t id = 0;
  Instant created_at;
  Instant last_seen_at;  // to the minute
  Instant expires_at;
  std::string ip;
  std::string user_agent;
  bool is_this = false;  // the session that asks
};

inline constexpr std::size_t kUserAgentMax = 255;

// What a browser says of itself, as it is kept: printable ASCII, cut.
inline std::string kept_user_agent(std::string_view text) {
  std::string kept(text.substr(0, kUserAgentMax));
  for (char& c : kept) {
    if (c < ' ' || c > '~') c = '?';
  }
  return kept;
}

inline constexpr ErrorCode kStaffSessionNotFound{ErrorKind::not_found, "staff_session.not_found",
                                                 "没有这个登录会话，可能已经结束",
                                                 "There is no such session; it may have ended"};

}  // namespace fenrun
