#include "server/http/transport.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <climits>

#include "base/assert.hpp"

namespace fenrun::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

Next why_plain(const boost::system::error_code& error, Next wait) {
  if (error == asio::error::would_block || error == asio::error::try_again) return wait;
  return Next::closed;
}

int clamp_to_int(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

}  // namespace

Transport::Transport(tcp::socket socket, const TlsContext& context) : socket_(std::move(socket)) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  if (!context) return;
  ssl_.reset(SSL_new(context.get()));
  FENRUN_ASSERT(ssl_ != nullptr && SSL_set_fd(ssl_.get(), socket_.native_handle()) == 1);
  SSL_set_accept_state(ssl_.get());
}

Next Transport::why(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Next::wait_readable;
    case SSL_ERROR_WANT_WRITE:
      return Next::wait_writable;
    default:
      return Next::closed;
  }
}

Next Transport::handshake() {
  if (!ssl_) return Next::go_on;
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  return result == 1 ? Next::go_on : why(result);
}

Moved Transport::read(std::span<char> into) {
  if (!ssl_) {
    boost::system::error_code error;
    const std::size_t bytes = socket_.read_some(asio::buffer(into.data(), into.size()), error);
    return error ? Moved{0, why_plain(error, Next::wait_readable)} : Moved{bytes, Next::go_on};
  }
  ERR_clear_error();
  const int result = SSL_read(ssl_.get(), into.data(), clamp_to_int(into.size()));
  return result > 0 ? Moved{static_cast<std::size_t>(result), Next::go_on} : Moved{0, why(result)};
}

Moved Transport::write(std::string_view bytes) {
  if (!ssl_) {
    boost::system::error_code error;
    const std::size_t written = socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
    return error ? Moved{0, why_plain(error, Next::wait_writable)} : Moved{written, Next::go_on};
  }
  ERR_clear_error();
  const int result = SSL_write(ssl_.get(), bytes.data(), clamp_to_int(bytes.size()));
  return result > 0 ? Moved{static_cast<std::size_t>(result), Next::go_on} : Moved{0, why(result)};
}

bool Transport::has_buffered() const { return ssl_ && SSL_has_pending(ssl_.get()) == 1; }

asio::awaitable<bool> Transport::ready(Next next) {
  if (next == Next::closed) co_return false;
  const auto what = next == Next::wait_writable ? tcp::socket::wait_write : tcp::socket::wait_read;
  boost::system::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  co_await socket_.async_wait(what, token);
  co_return !error;
}

void Transport::cancel_wait() {
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Transport::finish_writing() {
  ERR_clear_error();
  if (ssl_ && SSL_is_init_finished(ssl_.get())) SSL_shutdown(ssl_.get());
  ERR_clear_error();
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

Next Transport::discard() {
  std::array<char, 4096> bin{};
  // A peer that sends without end gets its turn back at the next wait, where the linger time-out ends it.
  for (int reads = 0; reads < 16; ++reads) {
    boost::system::error_code error;
    socket_.read_some(asio::buffer(bin), error);
    if (error) return why_plain(error, Next::wait_readable);
  }
  return Next::wait_readable;
}

}  // namespace fenrun::server
