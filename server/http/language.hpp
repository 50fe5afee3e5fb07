// Which of our two languages a caller reads.
#pragma once

#include <string_view>

#include "server/http/message.hpp"

namespace fenrun::server {

// From the value of Accept-Language (empty: none was sent). The first known language of the highest weight
// wins; when nothing is known it is Chinese.
Language preferred_language(std::string_view accept_language);
Language preferred_language(const Request& request);

}  // namespace fenrun::server
