// The private plain-HTTP listener: /metrics in Prometheus's text format, /healthz (the process runs), /readyz
// (every named check passes; a balancer sends no traffic otherwise). Bind it to loopback or a private
// network.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "server/http/server.hpp"

namespace fenrun::server {

// `passes` runs on the listener's own thread at each /readyz: it must be quick and thread-safe. An exception
// counts as a failure.
struct ReadyCheck {
  std::string name;
  std::function<bool()> passes;
};

// For HttpServer with `tls` empty; GET only, everything else is 404.
//   HttpServer ops(config.ops, make_ops_handler({{"database", [&] { return database.is_up(); }}}), clock);
MakeHandle make_ops_handler(std::vector<ReadyCheck> checks);

}  // namespace fenrun::server
