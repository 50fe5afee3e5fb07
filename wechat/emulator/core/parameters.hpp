// Query strings and percent-encoding.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace fenrun::emulator {

using Parameters = std::map<std::string, std::string, std::less<>>;

// Pairs of "a=1&b=2", percent-decoded, '+' read as a space; the first of a repeated name counts.
Parameters parse_query(std::string_view query);
// The value of `name`, or an empty text.
std::string_view value_of(const Parameters& parameters, std::string_view name);

// A malformed escape stays as it is.
std::string percent_decode(std::string_view text);
// Everything but the unreserved characters of RFC 3986 becomes %XX.
std::string percent_encode(std::string_view text);

}  // namespace fenrun::emulator
