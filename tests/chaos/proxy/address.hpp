// An address as the command line writes it: "unix:PATH", or a port of 127.0.0.1.
#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace fenrun::chaos {

using Endpoint = boost::asio::generic::stream_protocol::endpoint;

// Throws std::invalid_argument when the text is no address.
inline Endpoint parse_address(std::string_view text) {
  constexpr std::string_view kUnix = "unix:";
  if (text.starts_with(kUnix) && text.size() > kUnix.size())
    return boost::asio::local::stream_protocol::endpoint(std::string(text.substr(kUnix.size())));
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [last, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || last != end || port == 0)
    throw std::invalid_argument("no address: " + std::string(text));
  return boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), port);
}

}  // namespace fenrun::chaos
