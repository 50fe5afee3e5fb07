// What WeChat accepts as the values of a subscribe message. The type is the template key without its number:
// "thing" of "thing3".
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace fenrun::wechat {

// `value` made legal for `key`: words (thing, character_string, letter, symbol, phrase, name) that are too
// long are cut by characters; a thing then ends with "…". Refuses with kWechatMessageInvalid an empty value,
// an unknown type, characters that the type does not allow, and figures, times and numbers that are not well
// formed, because a cut one would say something else.
Result<std::string> fit_message_value(std::string_view key, std::string_view value);

}  // namespace fenrun::wechat
