// One request for the console's pages.
#pragma once

#include <optional>

#include "server/http/message.hpp"
#include "server/pages/page_files.hpp"

namespace fenrun::server {

// Whether the path belongs to the pages, whatever the method.
bool is_page_path(std::string_view path);

// The answer to a GET or HEAD: the file below /console/ of just that name; index.html for /console/ itself
// and for a route of the console (letters, digits, '-', '_' and single slashes, so without an extension); a
// redirect to /console/ from / and /console. Nothing for every other path. Names are compared as they were
// sent: an escape fits none. Conditional requests by If-None-Match are answered 304; ranges are not served.
std::optional<Reply> answer_page(const PageFiles& files, const Request& request);

}  // namespace fenrun::server
