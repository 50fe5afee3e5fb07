// What WeChat's web servers put beside every reply, whatever it says.
#pragma once

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

// "Sat, 28 Nov 2026 02:00:00 GMT"
std::string http_date(Instant instant);

// Server, Date and Keep-Alive, unless the reply has its own. Connection and Content-Length are the shell's.
void add_standard_headers(Reply& reply, Instant now);

}  // namespace fenrun::emulator
