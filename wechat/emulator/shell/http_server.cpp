#include "wechat/emulator/shell/http_server.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <cctype>
#include <charconv>
#include <memory>
#include <sstream>

#include "base/log.hpp"

namespace fenrun::emulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::redirect_error;
using asio::use_awaitable;
using boost::system::error_code;

constexpr std::chrono::seconds kIdleMax{60};  // of a handshake and of a reply that nobody reads
constexpr std::uint64_t kBodyBytesMax = 2U << 20U;

struct Server {
  Handler handler;
  KeptAlive kept_alive;
  std::unique_ptr<asio::ssl::context> tls;  // null: plain
};
using ServerPtr = std::shared_ptr<Server>;

using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;
using IncomingMessage = http::request<http::string_body>;

// A failed coroutine ends one connection and is worth a line, never the program.
void log_escape(std::exception_ptr escaped) {
  if (!escaped) return;
  try {
    std::rethrow_exception(escaped);
  } catch (const std::exception& problem) {
    log::error("emulator.connection_failed", {{"problem", problem.what()}});
  }
}

Request to_request(IncomingMessage& message, const std::string& peer_ip) {
  Request request;
  const std::string target(message.target());
  const auto query_at = std::min(target.find('?'), target.size());
  request.method = std::string(message.method_string());
  request.path = target.substr(0, query_at);
  if (query_at < target.size()) request.query = target.substr(query_at + 1);
  request.body = std::move(message.body());
  request.peer_ip = peer_ip;
  for (const auto& header : message) {
    std::string name(header.name_string());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    request.headers.emplace(std::move(name), header.value());
  }
  return request;
}

http::response<http::string_body> to_message(Reply reply, unsigned version, bool is_kept_alive) {
  http::response<http::string_body> message{static_cast<http::status>(reply.status), version};
  if (!reply.content_type.empty()) message.set(http::field::content_type, reply.content_type);
  for (const auto& [name, value] : reply.headers) message.set(name, value);
  message.keep_alive(is_kept_alive);
  if (message.find("Keep-Alive") != message.end()) {
    // HTTP/1.1 means it without saying so; WeChat says it.
    if (is_kept_alive) {
      message.set(http::field::connection, "keep-alive");
    } else {
      message.erase("Keep-Alive");
    }
  }
  message.body() = std::move(reply.body);
  message.prepare_payload();
  return message;
}

template <class Stream>
asio::awaitable<void> send_whole(Stream& stream, http::response<http::string_body>& message,
                                 error_code& failure) {
  co_await http::async_write(stream, message, redirect_error(use_awaitable, failure));
}

// The head at once, then the body byte by byte. The sender's own time-out must not end it early.
template <class Stream>
asio::awaitable<void> send_slowly(Stream& stream, http::response<http::string_body>& message,
                                  std::chrono::milliseconds pace, error_code& failure) {
  beast::get_lowest_layer(stream).expires_never();
  std::ostringstream head;
  head << message.base();
  const std::string text = head.str();
  co_await asio::async_write(stream, asio::buffer(text), redirect_error(use_awaitable, failure));
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  for (const char& byte : message.body()) {
    if (failure) co_return;
    timer.expires_after(pace);
    co_await timer.async_wait(redirect_error(use_awaitable, failure));
    if (failure) co_return;
    co_await asio::async_write(stream, asio::buffer(&byte, 1), redirect_error(use_awaitable, failure));
  }
}

asio::awaitable<void> wait(std::chrono::milliseconds pace) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor);
  timer.expires_after(pace);
  error_code ignored;
  co_await timer.async_wait(redirect_error(use_awaitable, ignored));
}

// Serves requests until either side has had enough. Returning destroys the stream, which cuts the connection.
template <class Stream>
asio::awaitable<void> serve(Stream& stream, ServerPtr server, std::string peer_ip) {
  beast::flat_buffer buffer;
  error_code failure;
  for (bool is_first = true; !failure; is_first = false) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kBodyBytesMax);
    beast::get_lowest_layer(stream).expires_after(is_first ? server->kept_alive.first
                                                           : server->kept_alive.next);
    co_await http::async_read(stream, buffer, parser, redirect_error(use_awaitable, failure));
    if (failure) break;
    // A handler may take its time: a push is sent before its control call is answered.
    beast::get_lowest_layer(stream).expires_never();
    const bool is_kept_alive = parser.get().keep_alive();
    const unsigned version = parser.get().version();
    auto work = server->handler(to_request(parser.get(), peer_ip));
    Answer answer = co_await std::move(work);
    auto message = to_message(std::move(answer.reply), version, is_kept_alive);
    switch (answer.delivery) {
      case Delivery::whole:
        beast::get_lowest_layer(stream).expires_after(kIdleMax);
        co_await send_whole(stream, message, failure);
        break;
      case Delivery::slow:
        co_await send_slowly(stream, message, answer.pace, failure);
        break;
      case Delivery::hang:
        co_await wait(answer.pace);
        co_return;
      case Delivery::close:
        co_return;
    }
    if (!is_kept_alive) break;
  }
}

asio::awaitable<void> serve_plain(asio::ip::tcp::socket socket, ServerPtr server, std::string peer_ip) {
  PlainStream stream(std::move(socket));
  co_await serve(stream, server, peer_ip);
  error_code ignored;
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
}

asio::awaitable<void> serve_tls(asio::ip::tcp::socket socket, ServerPtr server, std::string peer_ip) {
  PlainStream lowest(std::move(socket));
  TlsStream stream(std::move(lowest), *server->tls);
  error_code failure;
  beast::get_lowest_layer(stream).expires_after(kIdleMax);
  co_await stream.async_handshake(asio::ssl::stream_base::server, redirect_error(use_awaitable, failure));
  if (failure) co_return;
  co_await serve(stream, server, peer_ip);
  // A cut connection is what a fault asks for; a client that said goodbye does not wait for ours.
  error_code ignored;
  beast::get_lowest_layer(stream).socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
}

asio::awaitable<void> accept_all(std::shared_ptr<asio::ip::tcp::acceptor> acceptor, ServerPtr server) {
  const auto executor = co_await asio::this_coro::executor;
  while (acceptor->is_open()) {
    error_code failure;
    asio::ip::tcp::socket socket(executor);
    co_await acceptor->async_accept(socket, redirect_error(use_awaitable, failure));
    if (failure) {
      // Out of descriptors, most likely: others will be closed meanwhile.
      co_await wait(std::chrono::milliseconds(50));
      continue;
    }
    socket.set_option(asio::ip::tcp::no_delay(true), failure);
    const auto peer = socket.remote_endpoint(failure);
    if (failure) continue;
    auto session = server->tls ? serve_tls(std::move(socket), server, peer.address().to_string())
                               : serve_plain(std::move(socket), server, peer.address().to_string());
    asio::co_spawn(executor, std::move(session), &log_escape);
  }
}

std::unique_ptr<asio::ssl::context> make_tls(const TlsFiles& files) {
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1);
  tls->use_certificate_chain_file(files.certificate);
  tls->use_private_key_file(files.key, asio::ssl::context::pem);
  return tls;
}

}  // namespace

std::optional<ListenAddress> parse_listen_address(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  auto host = text.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  error_code failure;
  const auto address = asio::ip::make_address(host, failure);
  if (failure || !address.is_loopback()) return std::nullopt;
  ListenAddress parsed{host, 0};
  const auto* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data() + colon + 1, end, parsed.port);
  if (problem != std::errc() || stop != end) return std::nullopt;
  return parsed;
}

std::uint16_t start_server(asio::io_context& context, const ListenAddress& address,
                           const std::optional<TlsFiles>& tls, KeptAlive kept_alive, Handler handler) {
  const auto server = std::make_shared<Server>();
  server->kept_alive = kept_alive;
  server->handler = std::move(handler);
  if (tls) server->tls = make_tls(*tls);
  const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(address.host), address.port);
  const auto acceptor = std::make_shared<asio::ip::tcp::acceptor>(context, endpoint);
  const auto port = acceptor->local_endpoint().port();
  asio::co_spawn(context, accept_all(acceptor, server), &log_escape);
  return port;
}

}  // namespace fenrun::emulator
