// The running emulator: two listeners, one world, one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/secret.hpp"
#include "wechat/emulator/shell/http_server.hpp"

namespace fenrun::emulator {

struct Options {
  ListenAddress listen;
  ListenAddress control;
  std::string appid;
  SecretText secret;
  TlsFiles tls;
  std::string ca_file;  // told to whoever starts us; may be empty
  std::optional<std::uint64_t> seed;
  // Between a reply and the next request. WeChat's "Keep-Alive: timeout=8" is said whatever this is.
  std::chrono::milliseconds kept_alive{8'000};
  std::string merchant_folder;  // empty: no Pay API until the control API sets a merchant up
  std::string mchid = "1900000001";
};

// Prints one JSON line when ready, and serves until SIGTERM or SIGINT. Throws std::exception when it cannot
// start.
void run_emulator(const Options& options);

}  // namespace fenrun::emulator
