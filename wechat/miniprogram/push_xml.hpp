// The XML of message push: elements, text and CDATA. No attributes, comments, instructions, document types or
// entities but the five of XML itself; anything else is refused, so there is nothing to exploit.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "wechat/json.hpp"

namespace fenrun::wechat {

inline constexpr std::size_t kXmlDepthMax = 8;
inline constexpr std::size_t kXmlElementsMax = 1'000;

// The children of the root element <xml> as an object. An element with children becomes an object, one with
// text a string, several of one name an array of them. Nothing when the text is not such a document as a
// whole.
std::optional<Json> parse_push_xml(std::string_view text);

// `text` as a CDATA section, split where it holds the end mark.
std::string to_cdata(std::string_view text);

}  // namespace fenrun::wechat
