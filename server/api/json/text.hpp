// Characters of UTF-8 text, as a person counts them: Unicode code points.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fenrun::server::json {

// Nothing when the bytes are not UTF-8 (overlong forms, surrogates and code points above U+10FFFF included).
std::optional<std::size_t> count_characters(std::string_view text);

// Whether the text holds control characters (C0, DEL, C1) other than, where `lines` says so, tab and line
// feed.
bool has_control_characters(std::string_view text, bool lines);

}  // namespace fenrun::server::json
