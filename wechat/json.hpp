// JSON from outside: bounded, without duplicate keys, read by accessors that never narrow or convert
// silently.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "wechat/json_reader.hpp"

namespace fenrun::wechat {

using Json = nlohmann::json;

// Nothing for what read_json() refuses.
std::optional<Json> parse_json(std::string_view text);

// The member when `object` is an object that has it with exactly that type; nothing otherwise. The pointers
// live as long as `object`.
const Json* object_member(const Json& object, const char* name);
const Json* array_member(const Json& object, const char* name);
const std::string* text_member(const Json& object, const char* name);
std::optional<std::int64_t> integer_member(const Json& object, const char* name);

// Compact UTF-8 without \u escapes, as WeChat wants it; bytes that are not UTF-8 become U+FFFD.
std::string to_text(const Json& value);

}  // namespace fenrun::wechat
