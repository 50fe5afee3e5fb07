// What belongs to one I/O thread: clients that speak over a network. Only async handlers and the dispatcher
// see it.
#pragma once

namespace fenrun::server {

struct Edge {};

}  // namespace fenrun::server
