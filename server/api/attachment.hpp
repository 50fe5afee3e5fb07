// A reply that the browser keeps as a file.
#pragma once

#include <string>
#include <string_view>

#include "server/http/message.hpp"

namespace fenrun::server {

// Everything but the body, which is the caller's to move in: type, name and the hash of the bytes (RFC 9530).
// `name` is ours, in ASCII without quotes.
Reply attachment(std::string_view content_type, const std::string& name, std::string_view bytes);

}  // namespace fenrun::server
