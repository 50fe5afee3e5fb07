// What a text typed by a person must be before it is stored and shown to others.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fenrun {

// Characters (code points) of valid UTF-8; nothing when the bytes are not valid UTF-8 (overlong forms,
// surrogates and values past U+10FFFF included).
std::optional<std::size_t> utf8_length(std::string_view text);

// True for valid UTF-8 of min..max characters, free of control characters and of leading or trailing spaces.
bool is_one_line(std::string_view text, std::size_t length_min, std::size_t length_max);

// True for valid UTF-8 of 1..bytes_max bytes that may span lines: tab, line feed and carriage return are its
// only control characters.
bool is_text(std::string_view text, std::size_t bytes_max);

// The first `length_max` characters of valid UTF-8.
std::string_view first_characters(std::string_view text, std::size_t length_max);

// As shown to people who may know of a person but not who it is: the first character, then "**".
std::string mask_name(std::string_view name);

}  // namespace fenrun
