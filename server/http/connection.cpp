#include "server/http/connection.hpp"

#include <algorithm>
#include <stdexcept>
#include <typeinfo>
#include <utility>

#include "base/log.hpp"

namespace fenrun::server {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using TimePoint = std::chrono::steady_clock::time_point;

namespace {

// A reply up to this size leaves as one TLS record together with its head.
constexpr std::size_t kOneRecordBytes = 15 * 1024;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// How long a connection that has sent nothing yet may hold up a drain.
constexpr milliseconds kDrainGrace{1'000};

ParserLimits parser_limits(const HttpLimits& limits) {
  return {limits.header_bytes_max, limits.target_bytes_max, limits.fields_max,
          limits.body_bytes_max,   limits.upload_paths,     limits.upload_bytes_max};
}

bool may_have_body(int status) { return status != 204 && status != 304; }

// The text of an exception may hold a value of the request (a duplicate key, say); only our own bugs are
// quoted.
void log_escaped(const std::exception& thrown) {
  const auto* bug = dynamic_cast<const std::logic_error*>(&thrown);
  log::error("http.handler_threw",
             {{"type", typeid(thrown).name()}, {"what", bug != nullptr ? bug->what() : ""}});
}

class InFlight {
 public:
  explicit InFlight(const HttpMetrics& metrics) : metrics_(metrics) { metrics_.requests_in_flight(1); }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;
  ~InFlight() { metrics_.requests_in_flight(-1); }

 private:
  const HttpMetrics& metrics_;
};

}  // namespace

Connection::Connection(Transport transport, std::string peer_ip, ConnectionContext& context)
    : transport_(std::move(transport)),
      peer_ip_(std::move(peer_ip)),
      context_(context),
      parser_(parser_limits(context.limits)) {
  enter(Phase::handshake);
}

asio::awaitable<void> Connection::serve() {
  bool is_open = co_await shake_hands();
  while (is_open) is_open = co_await serve_one();
}

asio::awaitable<bool> Connection::shake_hands() {
  while (true) {
    const Next next = transport_.handshake();
    if (next == Next::go_on) co_return true;
    const bool is_ready = co_await transport_.ready(next);
    if (is_ready && !context_.is_aborting) continue;
    if (is_overdue_) context_.metrics.refused("handshake_timed_out");
    co_return false;
  }
}

asio::awaitable<bool> Connection::serve_one() {
  parser_.reset();
  upload_.reset();
  const Received received = co_await receive();
  if (received == Received::closed || context_.is_aborting) co_return false;
  Reply reply;
  if (received == Received::request) {
    reply = co_await answer();
    upload_.reset();
  } else {
    reply = render(parser_.refusal(), parser_.language());
    context_.metrics.refused(parser_.refusal().code);
  }
  const bool keeps_alive = parser_.keeps_alive() && !context_.is_draining && !reply.next_piece;
  const bool is_sent = co_await send(reply, keeps_alive);
  if (!is_sent || context_.is_aborting) co_return false;
  if (!keeps_alive) co_await linger();
  ++requests_served_;
  co_return keeps_alive;
}

asio::awaitable<Connection::Received> Connection::receive() {
  enter(Phase::idle);
  Next before = input_.empty() && !transport_.has_buffered() ? Next::wait_readable : Next::go_on;
  while (true) {
    if (!input_.empty()) {
      if (phase_ == Phase::idle) enter(Phase::head);
      input_.erase(0, parser_.put(input_));
    }
    switch (parser_.stage()) {
      case RequestParser::Stage::complete:
        co_return Received::request;
      case RequestParser::Stage::refused:
        co_return Received::refused;
      case RequestParser::Stage::head:
        break;
      case RequestParser::Stage::body:
        if (phase_ == Phase::body) break;
        enter(Phase::body);
        if (!admit_upload()) co_return Received::refused;
        const bool is_invited = co_await invite_body();
        if (!is_invited) co_return Received::closed;
    }
    const bool has_more = co_await read_more(before);
    before = Next::go_on;
    if (has_more) continue;
    if (!is_overdue_ || phase_ == Phase::idle) co_return Received::closed;
    parser_.refuse(kTimedOut);
  }
}

// Small files that came together with their head have no need of a place.
bool Connection::admit_upload() {
  if (!parser_.is_upload()) return true;
  auto slot = context_.admission.admit_upload();
  if (slot) {
    upload_.emplace(std::move(*slot));
  } else {
    parser_.refuse(kOverloaded);
  }
  return upload_.has_value();
}

bool Connection::admit_stream() {
  auto place = context_.admission.admit_stream();
  if (place) stream_.emplace(std::move(*place));
  return stream_.has_value();
}

asio::awaitable<bool> Connection::invite_body() {
  if (!parser_.expects_continue() || !input_.empty()) co_return true;
  const bool is_sent = co_await write_all(kContinue);
  co_return is_sent;
}

asio::awaitable<bool> Connection::read_more(Next before) {
  Moved moved{0, before};
  while (true) {
    if (moved.next != Next::go_on) {
      const bool is_ready = co_await transport_.ready(moved.next);
      if (context_.is_aborting || is_overdue_) co_return false;
      // A drain ends the wait of an idle connection; what has arrived by then is still answered.
      if (!is_ready && !context_.is_draining) co_return false;
    }
    const bool is_last_look = context_.is_draining && phase_ == Phase::idle && requests_served_ > 0;
    moved = transport_.read(context_.received);
    if (moved.next == Next::go_on) break;
    if (moved.next == Next::closed || is_last_look) co_return false;
  }
  input_.append(context_.received.data(), moved.bytes);
  progressed(moved.bytes);
  co_return true;
}

asio::awaitable<Reply> Connection::answer() {
  const Language language = parser_.language();
  const auto slot = context_.admission.admit_request();
  if (!slot) {
    context_.metrics.refused(kOverloaded.code);
    co_return render(kOverloaded, language);
  }
  const InFlight in_flight(context_.metrics);
  enter(Phase::handler);
  Request request = parser_.take();
  request.peer_ip = peer_ip_;
  Reply reply;
  try {
    auto pending = context_.handle(std::move(request));
    reply = co_await std::move(pending);
  } catch (const std::exception& thrown) {
    log_escaped(thrown);
    reply = render(kHandlerFailed, language);
  }
  if (reply.next_piece && !admit_stream()) {
    context_.metrics.refused(kOverloaded.code);
    reply = render(kOverloaded, language);
  }
  context_.metrics.answered(reply.route, reply.status, context_.clock.steady() - phase_began_);
  co_return reply;
}

asio::awaitable<bool> Connection::send(const Reply& reply, bool keeps_alive) {
  enter(Phase::reply);
  const bool has_body =
      may_have_body(reply.status) && !parser_.is_head_request() && !reply.body.empty() && !reply.next_piece;
  const bool is_small = has_body && reply.body.size() <= kOneRecordBytes;
  std::string& bytes = context_.reply_bytes;
  bytes.clear();
  write_head(bytes, reply, {context_.date.at(context_.clock.now()), keeps_alive, context_.is_tls});
  if (is_small) bytes.append(reply.body);

  const Moved moved = transport_.write(bytes);
  if (moved.next == Next::closed) co_return false;
  progressed(moved.bytes);
  if (moved.bytes < bytes.size()) {
    const std::string rest = bytes.substr(moved.bytes);
    const bool is_sent = co_await write_all(rest);
    if (!is_sent) co_return false;
  }
  if (reply.next_piece && !parser_.is_head_request()) {
    const bool is_sent = co_await send_pieces(reply.next_piece);
    co_return is_sent;
  }
  if (!has_body || is_small) co_return true;
  const bool is_sent = co_await write_all(reply.body);
  co_return is_sent;
}

// What else the peer asks for is not answered, and one that has gone is noticed before the next piece.
asio::awaitable<bool> Connection::send_pieces(const NextPiece& next_piece) {
  while (!context_.is_draining) {
    if (transport_.read(context_.received).next == Next::closed) co_return false;
    enter(Phase::handler);
    bool has_failed = false;
    const std::optional<std::string> piece = co_await ask_piece(next_piece, has_failed);
    if (has_failed || context_.is_aborting) co_return false;
    if (!piece) co_return true;
    enter(Phase::reply);
    const bool is_sent = co_await write_all(*piece);
    if (!is_sent) co_return false;
  }
  co_return true;
}

asio::awaitable<std::optional<std::string>> Connection::ask_piece(const NextPiece& next_piece,
                                                                  bool& has_failed) {
  std::optional<std::string> piece;
  try {
    auto pending = next_piece();
    piece = co_await std::move(pending);
  } catch (const std::exception& thrown) {
    log_escaped(thrown);
    has_failed = true;
  }
  co_return piece;
}

asio::awaitable<bool> Connection::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const Moved moved = transport_.write(bytes);
    bytes.remove_prefix(moved.bytes);
    progressed(moved.bytes);
    if (moved.next == Next::go_on) continue;
    const bool is_ready = co_await transport_.ready(moved.next);
    if (is_overdue_) context_.metrics.refused("reply_timed_out");
    if (!is_ready || is_overdue_ || context_.is_aborting) co_return false;
  }
  co_return true;
}

asio::awaitable<void> Connection::linger() {
  enter(Phase::linger);
  transport_.finish_writing();
  while (true) {
    const Next next = transport_.discard();
    if (next == Next::closed) co_return;
    const bool is_ready = co_await transport_.ready(next);
    if (!is_ready || is_overdue_ || context_.is_aborting) co_return;
  }
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  phase_began_ = context_.clock.steady();
  phase_bytes_ = 0;
  is_overdue_ = false;
  const HttpLimits& limits = context_.limits;
  switch (phase) {
    case Phase::handshake:
      return wait_at_most(limits.handshake_timeout);
    case Phase::idle:
      return wait_at_most(requests_served_ == 0 ? limits.header_timeout : limits.idle_timeout);
    case Phase::head:
      return wait_at_most(limits.header_timeout);
    case Phase::body:
      return wait_at_most(std::min(limits.body_timeout, limits.grace));
    case Phase::handler:
      return wait_at_most(milliseconds::max());
    case Phase::reply:
      return wait_at_most(limits.grace);
    case Phase::linger:
      return wait_at_most(limits.linger_timeout);
  }
}

void Connection::wait_at_most(milliseconds limit) {
  deadline_ = limit == milliseconds::max() ? TimePoint::max() : phase_began_ + limit;
}

// Bodies and replies must move at the least rate; a body must also end in time.
void Connection::progressed(std::size_t bytes) {
  if (phase_ != Phase::body && phase_ != Phase::reply) return;
  phase_bytes_ += bytes;
  const HttpLimits& limits = context_.limits;
  const auto earned =
      milliseconds(phase_bytes_ * 1000 / std::max<std::size_t>(limits.bytes_per_second_min, 1));
  auto allowed = limits.grace + earned;
  if (phase_ == Phase::body) {
    allowed = std::min(allowed, limits.body_timeout);
  } else {
    // The kernel takes megabytes on behalf of a peer that reads nothing, so what it has earned says little.
    const auto passed = std::chrono::duration_cast<milliseconds>(context_.clock.steady() - phase_began_);
    allowed = std::min(allowed, passed + limits.stall_timeout);
  }
  wait_at_most(allowed);
}

void Connection::end_overdue_wait(TimePoint now) {
  if (now <= deadline_ || is_overdue_) return;
  is_overdue_ = true;
  transport_.cancel_wait();
}

void Connection::drain() {
  if (phase_ != Phase::idle) return;
  if (requests_served_ > 0) {
    transport_.cancel_wait();
  } else {
    deadline_ = std::min(deadline_, context_.clock.steady() + kDrainGrace);
  }
}

void Connection::abort() { transport_.cancel_wait(); }

}  // namespace fenrun::server
