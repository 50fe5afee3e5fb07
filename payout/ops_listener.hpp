// The worker's private plain-HTTP listener: /metrics in Prometheus's text format and /healthz (the process
// runs). One caller at a time, each for two seconds at most, and nothing of a request is kept but its first
// line. Bind it to loopback or a private network.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace fenrun::payout {

class OpsListener {
 public:
  // Port 0: any that is free. Throws std::runtime_error when the address cannot be bound.
  OpsListener(const std::string& address, std::uint16_t port);
  ~OpsListener();
  OpsListener(const OpsListener&) = delete;
  OpsListener& operator=(const OpsListener&) = delete;

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  using Socket = boost::asio::ip::tcp::socket;

  boost::asio::awaitable<void> listen();
  boost::asio::awaitable<void> serve(std::shared_ptr<Socket> caller);

  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_{context_};
  std::thread thread_;
};

// The whole reply to a request whose first line this is.
std::string ops_reply(std::string_view request_line);

}  // namespace fenrun::payout
