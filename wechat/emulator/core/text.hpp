// Characters: UTF-8, the alphabets of scenes and queries, and the time texts of subscribe messages.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fenrun::emulator {

// Nothing when the text is not well-formed UTF-8.
std::optional<std::u32string> decode_utf8(std::string_view text);

// Digits, letters and !#$&'()*+,/:;=?@-._~ — the characters a scene is made of.
bool is_scene_text(std::string_view text);
// The characters of a scene, and %.
bool is_query_text(std::string_view text);

// "15:01", "2019年10月1日", "2019年10月1日 15:01", the dates also as 2019-10-01 or 2019/10/01 with seconds,
// or two of them joined by '~'.
bool is_time_text(std::string_view text);

}  // namespace fenrun::emulator
