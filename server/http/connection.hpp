// One connection from handshake to goodbye: receive a request, have it answered, send the reply, again. Lives
// on one I/O thread; nothing here is locked.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "server/http/admission.hpp"
#include "server/http/http_metrics.hpp"
#include "server/http/parser.hpp"
#include "server/http/server.hpp"
#include "server/http/transport.hpp"
#include "server/http/writer.hpp"

namespace fenrun::server {

// What the connections of one I/O thread share.
struct ConnectionContext {
  const HttpLimits& limits;
  const Clock& clock;
  Admission& admission;
  HttpMetrics& metrics;
  Handle& handle;
  DateText date;
  // Used between two waits only, so one pair serves every connection of the thread and an idle one holds no
  // buffer.
  std::array<char, 16 * 1024> received{};
  std::string reply_bytes;
  bool is_tls = true;
  bool is_draining = false;
  bool is_aborting = false;
};

class Connection {
 public:
  Connection(Transport transport, std::string peer_ip, ConnectionContext& context);

  boost::asio::awaitable<void> serve();

  // Ends a wait that has lasted too long; the listener calls it for every open connection a few times a
  // second.
  void end_overdue_wait(std::chrono::steady_clock::time_point now);
  // The listener is draining: an idle connection ends now, a busy one after its reply.
  void drain();
  // Ends whatever it waits for on the network, now.
  void abort();

 private:
  enum class Phase { handshake, idle, head, body, handler, reply, linger };
  enum class Received { request, refused, closed };

  boost::asio::awaitable<bool> shake_hands();
  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<Received> receive();
  // False when no more files are taken now; the request is then refused.
  bool admit_upload();
  // False when no more replies go on at the same time.
  bool admit_stream();
  boost::asio::awaitable<bool> invite_body();
  boost::asio::awaitable<bool> read_more(Next before);
  boost::asio::awaitable<Reply> answer();
  boost::asio::awaitable<bool> send(const Reply& reply, bool keeps_alive);
  // Until nothing more comes, the peer is gone or the listener drains.
  boost::asio::awaitable<bool> send_pieces(const NextPiece& next_piece);
  // `has_failed`: it threw, so that what was sent is no whole reply.
  boost::asio::awaitable<std::optional<std::string>> ask_piece(const NextPiece& next_piece, bool& has_failed);
  boost::asio::awaitable<bool> write_all(std::string_view bytes);
  boost::asio::awaitable<void> linger();

  void enter(Phase phase);
  void progressed(std::size_t bytes);
  void wait_at_most(std::chrono::milliseconds limit);

  Transport transport_;
  const std::string peer_ip_;
  ConnectionContext& context_;
  RequestParser parser_;
  std::string input_;  // received and not yet consumed
  std::optional<Admission::Place> upload_;
  std::optional<Admission::Place> stream_;

  Phase phase_ = Phase::handshake;
  std::chrono::steady_clock::time_point phase_began_;
  std::chrono::steady_clock::time_point deadline_;  // of the phase
  std::size_t phase_bytes_ = 0;
  std::size_t requests_served_ = 0;
  bool is_overdue_ = false;
};

}  // namespace fenrun::server
