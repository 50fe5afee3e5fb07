#include "wechat/emulator/shell/push_sender.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <optional>
#include <stdexcept>

namespace fenrun::emulator {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::use_awaitable;

struct Url {
  bool is_tls = false;
  std::string host;
  std::string port;
  std::string target;
};

Url parse_url(const std::string& text) {
  Url url;
  url.is_tls = text.starts_with("https://");
  const auto rest = text.substr(url.is_tls ? 8 : 7);
  const auto path_at = std::min(rest.find_first_of("/?"), rest.size());
  const auto authority = rest.substr(0, path_at);
  const auto colon = authority.rfind(':');
  url.host = authority.substr(0, colon);
  url.port = colon == std::string::npos ? (url.is_tls ? "443" : "80") : authority.substr(colon + 1);
  url.target = rest.substr(path_at);
  if (!url.target.starts_with('/')) url.target.insert(0, 1, '/');
  return url;
}

template <class Stream>
asio::awaitable<PushReply> exchange(Stream& stream, http::request<http::string_body>& message) {
  co_await http::async_write(stream, message, use_awaitable);
  beast::flat_buffer buffer;
  http::response<http::string_body> reply;
  co_await http::async_read(stream, buffer, reply, use_awaitable);
  PushReply result;
  result.status = static_cast<int>(reply.result_int());
  result.body = std::move(reply.body());
  co_return result;
}

asio::ssl::context make_tls(const std::string& ca_file, const std::string& host) {
  asio::ssl::context tls(asio::ssl::context::tls_client);
  if (ca_file.empty()) {
    tls.set_verify_mode(asio::ssl::verify_none);
    return tls;
  }
  tls.set_verify_mode(asio::ssl::verify_peer);
  tls.load_verify_file(ca_file);
  tls.set_verify_callback(asio::ssl::host_name_verification(host));
  return tls;
}

asio::awaitable<PushReply> exchange_over_tls(beast::tcp_stream lowest, std::string host, std::string ca_file,
                                             http::request<http::string_body>& message) {
  auto tls = make_tls(ca_file, host);
  beast::ssl_stream<beast::tcp_stream> stream(std::move(lowest), tls);
  SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
  co_await stream.async_handshake(asio::ssl::stream_base::client, use_awaitable);
  PushReply result = co_await exchange(stream, message);
  co_return result;
}

asio::awaitable<PushReply> send_or_throw(PushRequest request) {
  const auto url = parse_url(request.url);
  const auto executor = co_await asio::this_coro::executor;
  asio::ip::tcp::resolver resolver(executor);
  const auto addresses = co_await resolver.async_resolve(url.host, url.port, use_awaitable);
  beast::tcp_stream stream(executor);
  stream.expires_after(request.timeout);
  co_await stream.async_connect(addresses, use_awaitable);

  http::request<http::string_body> message{request.method == "GET" ? http::verb::get : http::verb::post,
                                           url.target, 11};
  message.set(http::field::host, url.host + ":" + url.port);
  message.set(http::field::user_agent, "Mozilla/4.0");
  message.keep_alive(false);
  if (request.method != "GET") message.set(http::field::content_type, "application/json");
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.body() = std::move(request.body);
  message.prepare_payload();
  if (url.is_tls) {
    auto secure = exchange_over_tls(std::move(stream), url.host, request.ca_file, message);
    PushReply result = co_await std::move(secure);
    co_return result;
  }
  PushReply result = co_await exchange(stream, message);
  co_return result;
}

}  // namespace

asio::awaitable<PushReply> send_push(PushRequest request) {
  PushReply failed;
  try {
    auto work = send_or_throw(std::move(request));
    PushReply result = co_await std::move(work);
    co_return result;
  } catch (const std::exception& problem) {
    failed.problem = problem.what();
  }
  co_return failed;
}

}  // namespace fenrun::emulator
