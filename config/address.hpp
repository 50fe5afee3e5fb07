// Keys that say where somebody is. What the program would refuse when it starts is refused here, with its
// fix, by the very functions that it uses then.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/reader.hpp"

namespace fenrun::config {

// A numeric IPv4 or IPv6 address.
void read_address(Reader& reader, std::string_view key, std::string& value);
// "10.0.0.1, ::1": numeric addresses, each as a socket spells its peer's; those that are none are named.
void read_addresses(Reader& reader, std::string_view key, std::vector<std::string>& values);
// https://host[:port][/path]. Empty is none where the key is optional.
void read_base_url(Reader& reader, std::string_view key, std::string& value, Need need = Need::required);

}  // namespace fenrun::config
