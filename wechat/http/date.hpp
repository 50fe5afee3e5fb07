// The Date header of a reply.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace fenrun::wechat {

// "Sat, 28 Nov 2026 02:00:00 GMT", the one form that is sent nowadays; nothing for any other text. The name
// of the day is not compared with the day.
std::optional<Instant> read_http_date(std::string_view text);

}  // namespace fenrun::wechat
