#include "wechat/http/client.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <stdexcept>

#include "base/assert.hpp"
#include "wechat/http/connection.hpp"
#include "wechat/http/too_many_calls.hpp"
#include "wechat/http/url.hpp"

namespace fenrun::wechat {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using Time = std::chrono::steady_clock::time_point;
using Executor = asio::any_io_executor;

struct HttpClientState {
  HttpClientState(HttpClientOptions given, BaseUrl base, const Clock& time)
      : options(std::move(given)), url(std::move(base)), clock(time) {}

  const HttpClientOptions options;
  const BaseUrl url;
  const Clock& clock;
  asio::ssl::context tls{asio::ssl::context::tls_client};
  std::atomic<std::size_t> calls_under_way{0};
};

namespace {

using State = std::shared_ptr<HttpClientState>;
using RequestMessage = http::request<http::string_body>;
using ReplyParser = http::response_parser<http::string_body>;

constexpr std::uint32_t kHeaderBytesMax = 16U << 10U;

// One of the places for calls under way, while it lives.
class CallSlot {
 public:
  explicit CallSlot(HttpClientState& state) : state_(state), order_(state.calls_under_way.fetch_add(1)) {}
  CallSlot(const CallSlot&) = delete;
  CallSlot& operator=(const CallSlot&) = delete;
  ~CallSlot() { state_.calls_under_way.fetch_sub(1); }
  [[nodiscard]] bool is_within_limit() const { return order_ < state_.options.calls_max; }

 private:
  HttpClientState& state_;
  const std::size_t order_;
};

Error not_reached(std::string_view step, const error_code& cause) {
  return Error(kWechatNotReached).internal_note(std::string(step) + ": " + cause.message());
}

Error outcome_unknown(std::string_view step, std::string_view cause) {
  return Error(kWechatOutcomeUnknown).internal_note(std::string(step) + ": " + std::string(cause));
}

// The end of a step that starts now: its own limit or the call's, whichever comes first.
Time end_of_step(const Executor& executor, std::chrono::milliseconds limit, Time deadline) {
  const asio::steady_timer step(executor, limit);
  return std::min(step.expiry(), deadline);
}

IdleConnections& idle_connections(const Executor& executor) {
  return asio::use_service<IdleConnections>(asio::query(executor, asio::execution::context));
}

// A look-up under way. getaddrinfo cannot be interrupted, so a caller whose time is up leaves and this stays
// behind.
struct Lookup {
  explicit Lookup(const Executor& executor) : resolver(executor), done(executor) {}
  tcp::resolver resolver;
  asio::steady_timer done;
  error_code error = asio::error::timed_out;
  std::vector<tcp::endpoint> endpoints;
};

Awaitable<Result<std::vector<tcp::endpoint>>> look_up(State state, Time until) {
  if (state->url.is_ip) {
    const tcp::endpoint endpoint(asio::ip::make_address(state->url.host), state->url.port);
    co_return std::vector<tcp::endpoint>{endpoint};
  }
  const Executor executor = co_await asio::this_coro::executor;
  const auto lookup = std::make_shared<Lookup>(executor);
  lookup->done.expires_at(until);
  lookup->resolver.async_resolve(state->url.host, std::to_string(state->url.port),
                                 tcp::resolver::numeric_service,
                                 [lookup](const error_code& error, const tcp::resolver::results_type& found) {
                                   lookup->error = error;
                                   for (const auto& entry : found)
                                     lookup->endpoints.push_back(entry.endpoint());
                                   lookup->done.expires_at(Time::min());
                                 });
  error_code ignored;
  co_await lookup->done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  if (lookup->error) co_return not_reached("look-up", lookup->error);
  co_return lookup->endpoints;
}

// Makes the coming handshake verify the name (or address) as well as the chain.
bool expect_host(SSL* ssl, const BaseUrl& url) {
  X509_VERIFY_PARAM* const rules = SSL_get0_param(ssl);
  if (url.is_ip) return X509_VERIFY_PARAM_set1_ip_asc(rules, url.host.c_str()) == 1;
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return X509_VERIFY_PARAM_set1_host(rules, url.host.c_str(), url.host.size()) == 1 &&
         SSL_set_tlsext_host_name(ssl, url.host.c_str()) == 1;
}

Error handshake_failed(SSL* ssl, const error_code& cause) {
  const long verdict = SSL_get_verify_result(ssl);
  if (verdict == X509_V_OK) return not_reached("TLS handshake", cause);
  return Error(kWechatNotReached)
      .internal_note(std::string("TLS certificate: ") + X509_verify_cert_error_string(verdict));
}

Awaitable<Result<std::unique_ptr<Connection>>> connect(State state, Time deadline) {
  const Executor executor = co_await asio::this_coro::executor;
  const Time connect_until = end_of_step(executor, state->options.connect_ms_max, deadline);
  const auto endpoints = co_await look_up(state, connect_until);
  if (!endpoints) co_return endpoints.error();

  auto connection = std::make_unique<Connection>(executor, state->tls);
  error_code error;
  connection->tcp().expires_at(connect_until);
  co_await connection->tcp().async_connect(*endpoints, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return not_reached("connect", error);
  connection->tcp().socket().set_option(tcp::no_delay(true), error);

  SSL* const ssl = connection->stream.native_handle();
  if (!expect_host(ssl, state->url)) throw std::runtime_error("OpenSSL refuses the host name to verify");
  connection->tcp().expires_at(end_of_step(executor, state->options.handshake_ms_max, deadline));
  co_await connection->stream.async_handshake(asio::ssl::stream_base::client,
                                              asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return handshake_failed(ssl, error);
  co_return connection;
}

RequestMessage to_message(const HttpClientState& state, const HttpRequest& request) {
  FENRUN_ASSERT(request.target.starts_with('/') && std::all_of(request.target.begin(), request.target.end(),
                                                               [](char c) { return c > ' ' && c < 127; }));
  const auto method = request.method == HttpMethod::get ? http::verb::get : http::verb::post;
  RequestMessage message{method, state.url.prefix + request.target, 11};
  message.set(http::field::host, state.url.authority());
  message.set(http::field::user_agent, "fenrun");
  message.set(http::field::accept, "*/*");
  for (const auto& [name, value] : request.headers) message.insert(name, value);
  if (!request.content_type.empty()) message.set(http::field::content_type, request.content_type);
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

// Takes Beast's own kind of string view.
std::string to_lower(boost::beast::string_view text) {
  std::string out(text.data(), text.size());
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// Beast reads a body whose Transfer-Encoding it does not know as empty and would take the payload for the
// next reply.
bool is_framed_plainly(const http::response<http::string_body>& message) {
  const auto encodings = message.count(http::field::transfer_encoding);
  const auto lengths = message.count(http::field::content_length);
  if (encodings == 0) return lengths <= 1;
  return encodings == 1 && lengths == 0 && to_lower(message[http::field::transfer_encoding]) == "chunked";
}

HttpReply to_reply(http::response<http::string_body>& message) {
  HttpReply reply;
  reply.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    reply.headers.emplace_back(to_lower(field.name_string()), std::string(field.value()));
  }
  const auto type = message[http::field::content_type];
  reply.content_type = to_lower(type.substr(0, type.find_first_of("; \t")));
  reply.body = std::move(message.body());
  return reply;
}

struct Exchange {
  Result<HttpReply> reply;
  bool is_dead_before_reply = false;  // the connection broke before a byte of the reply
};

// Head first, body second: given both at once, Beast's eager parser forgets that Content-Length is over the
// limit.
Awaitable<Exchange> read_reply(State state, Connection& connection, ReplyParser& parser) {
  error_code error;
  parser.header_limit(kHeaderBytesMax);
  parser.body_limit(state->options.reply_bytes_max);
  co_await http::async_read_header(connection.stream, connection.buffer, parser,
                                   asio::redirect_error(asio::use_awaitable, error));
  if (error) {
    const bool is_dead = !parser.got_some() && error != boost::beast::error::timeout;
    Exchange failed{outcome_unknown("read", error.message()), is_dead};
    co_return failed;
  }
  if (!is_framed_plainly(parser.get())) {
    Exchange failed{outcome_unknown("read", "the reply's length is ambiguous"), false};
    co_return failed;
  }
  co_await http::async_read(connection.stream, connection.buffer, parser,
                            asio::redirect_error(asio::use_awaitable, error));
  if (error) {
    Exchange failed{outcome_unknown("read", error.message()), false};
    co_return failed;
  }
  Exchange done{to_reply(parser.get()), false};
  co_return done;
}

// One request and its reply over `connection`, which is kept for later when both sides may.
Awaitable<Exchange> exchange(State state, std::unique_ptr<Connection> connection, HttpRequest request,
                             Time deadline) {
  const RequestMessage message = to_message(*state, request);
  error_code error;
  connection->tcp().expires_at(deadline);
  co_await http::async_write(connection->stream, message, asio::redirect_error(asio::use_awaitable, error));
  if (error) {
    Exchange failed{outcome_unknown("write", error.message()), error != boost::beast::error::timeout};
    co_return failed;
  }
  ReplyParser parser;
  Exchange answered = co_await read_reply(state, *connection, parser);
  if (answered.reply && parser.keep_alive() && connection->buffer.size() == 0) {
    const Executor executor = co_await asio::this_coro::executor;
    connection->tcp().expires_never();
    connection->idle_since = state->clock.steady();
    idle_connections(executor).keep(state, std::move(connection), state->options.idle_connections_max);
  }
  co_return answered;
}

Awaitable<Result<HttpReply>> call(State state, HttpRequest request) {
  const CallSlot slot(*state);
  if (!slot.is_within_limit()) co_return kWechatTooManyCalls;
  const Executor executor = co_await asio::this_coro::executor;
  const auto call_ms_max =
      std::min(state->options.call_ms_max, request.call_ms_max.value_or(state->options.call_ms_max));
  const asio::steady_timer whole_call(executor, call_ms_max);
  auto kept = idle_connections(executor).take(state, state->clock.steady() - state->options.idle_ms_max);
  if (kept != nullptr) {
    Exchange first = co_await exchange(state, std::move(kept), request, whole_call.expiry());
    if (!first.is_dead_before_reply || !request.is_idempotent) co_return std::move(first.reply);
  }
  auto fresh = co_await connect(state, whole_call.expiry());
  if (!fresh) co_return fresh.error();
  Exchange last = co_await exchange(state, std::move(*fresh), std::move(request), whole_call.expiry());
  co_return std::move(last.reply);
}

void trust(asio::ssl::context& tls, const std::string& ca_file) {
  tls.set_verify_mode(asio::ssl::verify_peer);
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  error_code error;
  if (ca_file.empty()) {
    tls.set_default_verify_paths(error);
  } else {
    tls.load_verify_file(ca_file, error);
  }
  if (error) throw std::runtime_error("cannot read the CA file " + ca_file + ": " + error.message());
}

}  // namespace

HttpClient::HttpClient(HttpClientOptions options, const Clock& clock) {
  auto url = parse_base_url(options.base_url);
  if (!url) throw std::invalid_argument("not an https base URL: " + options.base_url);
  state_ = std::make_shared<HttpClientState>(std::move(options), std::move(*url), clock);
  trust(state_->tls, state_->options.ca_file);
}

HttpClient::~HttpClient() = default;

Awaitable<Result<HttpReply>> HttpClient::send(HttpRequest request) {
  return call(state_, std::move(request));
}

}  // namespace fenrun::wechat
