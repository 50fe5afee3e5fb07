// A small HTTP/1.1 server for loopback, with or without TLS, on the io_context of its caller (one thread). It
// sends what it is told, bad manners included. Beast stays behind this header.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

using Handler = std::function<boost::asio::awaitable<Answer>(Request)>;

struct TlsFiles {
  std::string certificate;  // PEM, the chain
  std::string key;          // PEM
};

struct ListenAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system picks one
};

// "127.0.0.1:8443" or "[::1]:8443"; nothing for anything else, addresses off the loopback included.
std::optional<ListenAddress> parse_listen_address(const std::string& text);

// How long a connection is kept without a request.
struct KeptAlive {
  std::chrono::milliseconds first{60'000};  // before the first
  std::chrono::milliseconds next{60'000};   // between a reply and the next one
};

// Starts to listen and returns the port. Throws std::runtime_error (with boost::system::system_error among
// them) when the address is taken or a TLS file cannot be used. The server lives as long as the context runs.
std::uint16_t start_server(boost::asio::io_context& context, const ListenAddress& address,
                           const std::optional<TlsFiles>& tls, KeptAlive kept_alive, Handler handler);

}  // namespace fenrun::emulator
