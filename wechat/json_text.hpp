// Strings as JSON writes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fenrun::wechat {

// Takes the string at the front of `rest`, its quotes included, and gives what it means: a view of the text
// itself, or of `unescaped` when it had escapes. Nothing for what is no string of valid UTF-8.
std::optional<std::string_view> take_json_string(std::string_view& rest, std::string& unescaped);

}  // namespace fenrun::wechat
