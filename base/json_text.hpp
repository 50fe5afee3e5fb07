// JSON strings for the few places that write JSON by hand (log lines, problem documents).
#pragma once

#include <string>
#include <string_view>

namespace fenrun {

// Appends `text` as a quoted JSON string. The output is valid JSON and valid UTF-8 for any input: bytes that
// are not UTF-8 become U+FFFD, control characters are escaped.
void append_json_string(std::string& out, std::string_view text);

}  // namespace fenrun
