#include "payout/ops_listener.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <exception>
#include <stdexcept>

#include "base/log.hpp"
#include "base/metrics.hpp"

namespace fenrun::payout {
namespace {

using boost::asio::ip::tcp;
using Failure = boost::system::error_code;

constexpr std::chrono::seconds kCallerMax{2};
constexpr std::chrono::milliseconds kAfterBadAccept{100};
constexpr std::size_t kHeadBytesMax = 4096;

std::string http_reply(std::string_view status, std::string_view type, std::string_view body) {
  std::string reply = "HTTP/1.1 ";
  reply.append(status).append("\r\nContent-Type: ").append(type);
  reply.append("\r\nContent-Length: ").append(std::to_string(body.size()));
  reply.append("\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n").append(body);
  return reply;
}

tcp::endpoint endpoint_of(const std::string& address, std::uint16_t port) {
  Failure failure;
  const auto numeric = boost::asio::ip::make_address(address, failure);
  if (failure) throw std::runtime_error(address + " is not a numeric address");
  return {numeric, port};
}

}  // namespace

std::string ops_reply(std::string_view request_line) {
  constexpr std::string_view kText = "text/plain; charset=utf-8";
  if (request_line.starts_with("GET /healthz HTTP/1.")) return http_reply("200 OK", kText, "ok\n");
  if (request_line.starts_with("GET /metrics HTTP/1.")) {
    return http_reply("200 OK", "text/plain; version=0.0.4; charset=utf-8", metrics::render());
  }
  return http_reply("404 Not Found", kText, "try /metrics or /healthz\n");
}

OpsListener::OpsListener(const std::string& address, std::uint16_t port) {
  const auto endpoint = endpoint_of(address, port);
  try {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen();
  } catch (const boost::system::system_error& failure) {
    throw std::runtime_error(address + " port " + std::to_string(port) + ": " + failure.code().message());
  }
  boost::asio::co_spawn(context_, listen(), [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  thread_ = std::thread([this] { context_.run(); });
}

OpsListener::~OpsListener() {
  context_.stop();
  thread_.join();
}

boost::asio::awaitable<void> OpsListener::listen() {
  boost::asio::steady_timer pause(context_);
  for (;;) {
    Failure failure;
    auto caller = std::make_shared<Socket>(context_);
    co_await acceptor_.async_accept(*caller,
                                    boost::asio::redirect_error(boost::asio::use_awaitable, failure));
    if (!failure) {
      co_await serve(caller);
      continue;
    }
    // Out of descriptors, say: it passes.
    log::warning("payout.ops_not_accepted", {{"what", failure.message()}});
    pause.expires_after(kAfterBadAccept);
    co_await pause.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, failure));
  }
}

// Whoever is not done in time, asking or reading, is cut off.
boost::asio::awaitable<void> OpsListener::serve(std::shared_ptr<Socket> caller) {
  boost::asio::steady_timer limit(context_, kCallerMax);
  limit.async_wait([caller](const Failure& cancelled) {
    Failure ignored;
    if (!cancelled) caller->close(ignored);
  });
  Failure failure;
  std::string head;
  auto buffer = boost::asio::dynamic_buffer(head, kHeadBytesMax);
  co_await boost::asio::async_read_until(*caller, buffer, "\r\n\r\n",
                                         boost::asio::redirect_error(boost::asio::use_awaitable, failure));
  if (failure) co_return;
  const std::string reply = ops_reply(std::string_view(head).substr(0, head.find("\r\n")));
  const auto bytes = boost::asio::buffer(reply);
  co_await boost::asio::async_write(*caller, bytes,
                                    boost::asio::redirect_error(boost::asio::use_awaitable, failure));
  caller->shutdown(Socket::shutdown_send, failure);
}

}  // namespace fenrun::payout
