// Counting and cutting by characters (Unicode code points), as WeChat's limits are meant. A byte that belongs
// to no valid sequence counts as one character, so that no input can break a limit.
#pragma once

#include <cstddef>
#include <string_view>

namespace fenrun::wechat {

// The bytes of the first character; 1 for a stray byte, 0 for the empty text.
std::size_t first_character_bytes(std::string_view text);
std::size_t count_characters(std::string_view text);
// At most `characters_max` characters from the start.
std::string_view first_characters(std::string_view text, std::size_t characters_max);
// The code point of the first character, or U+FFFD for a stray byte or the empty text.
char32_t first_code_point(std::string_view text);

}  // namespace fenrun::wechat
