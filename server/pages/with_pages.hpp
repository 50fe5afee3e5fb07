// Puts the console's pages in front of another handler.
#pragma once

#include "base/random.hpp"
#include "server/http/server.hpp"
#include "server/pages/page_files.hpp"

namespace fenrun::server {

// What is no page goes on to the handler that `behind` makes, which knows how to say 404; only a method other
// than GET and HEAD on a page's path is answered here, 405. `random` (for trace ids) outlives the server and
// is thread-safe. Pages count against no bucket of rate_limit.hpp: they cost a copy of bytes, and what a peer
// may take is bounded by the listener.
MakeHandle with_pages(PageFiles files, MakeHandle behind, Random& random);

}  // namespace fenrun::server
