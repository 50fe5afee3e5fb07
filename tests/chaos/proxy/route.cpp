#include "tests/chaos/proxy/route.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace fenrun::chaos {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr std::size_t kPieceMax = 16'384;
// How often a held connection looks whether it may go on.
constexpr std::chrono::milliseconds kHoldStep{10};

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

}  // namespace

Route::Route(asio::io_context& context, Endpoint listen, std::vector<Endpoint> targets)
    : context_(context), targets_(std::move(targets)), acceptor_(context) {
  acceptor_.open(listen.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address(true));
  acceptor_.bind(listen);
  acceptor_.listen();
  asio::co_spawn(context_, accept(), asio::detached);
}

Route::Ended Route::begin(Fault fault, std::chrono::milliseconds pause) {
  const Ended ended{fault_, struck_};
  fault_ = fault;
  pause_ = pause;
  ++fault_number_;
  struck_ = 0;
  if (fault == Fault::cut) reset_all();
  return ended;
}

void Route::note_felt(Connection& connection) {
  if (fault_ == Fault::none || connection.felt == fault_number_) return;
  connection.felt = fault_number_;
  ++struck_;
}

void Route::Connection::reset() {
  error_code ignored;
  for (Socket* const socket : {&client, &server}) {
    if (!socket->is_open()) continue;
    // No goodbye: the other side learns of it as of a broken line.
    socket->set_option(asio::socket_base::linger(true, 0), ignored);
    socket->close(ignored);
  }
}

void Route::reset_all() {
  for (const auto& connection : connections_) {
    note_felt(*connection);
    connection->reset();
  }
}

asio::awaitable<void> Route::accept() {
  for (;;) {
    error_code error;
    Socket taken = co_await acceptor_.async_accept(into(error));
    if (error) continue;
    auto connection = std::make_shared<Connection>(std::move(taken));
    if (fault_ == Fault::cut) {
      note_felt(*connection);
      connection->reset();
    } else {
      asio::co_spawn(context_, serve(std::move(connection)), asio::detached);
    }
  }
}

asio::awaitable<void> Route::serve(std::shared_ptr<Connection> connection) {
  connections_.insert(connection);
  const bool is_connected = co_await connect(connection->server);
  if (is_connected) {
    asio::co_spawn(context_, pump(connection, connection->server, connection->client), asio::detached);
    co_await pump(connection, connection->client, connection->server);
  } else {
    connection->reset();
  }
  connections_.erase(connection);
}

asio::awaitable<bool> Route::connect(Socket& server) {
  for (std::size_t tries = 0; tries < targets_.size(); ++tries) {
    const Endpoint target = targets_[next_target_++ % targets_.size()];
    error_code error;
    co_await server.async_connect(target, into(error));
    if (!error) co_return true;
    server.close(error);
  }
  co_return false;
}

asio::awaitable<bool> Route::pass(Connection& connection, asio::steady_timer& timer) {
  error_code ignored;
  note_felt(connection);
  while (fault_ == Fault::hold) {
    timer.expires_after(kHoldStep);
    co_await timer.async_wait(into(ignored));
  }
  if (fault_ == Fault::slow) {
    timer.expires_after(pause_);
    co_await timer.async_wait(into(ignored));
  }
  const bool goes_on = fault_ != Fault::cut && fault_ != Fault::tear;
  co_return goes_on;
}

asio::awaitable<void> Route::pump(std::shared_ptr<Connection> connection, Socket& from, Socket& to) {
  std::array<char, kPieceMax> piece;
  asio::steady_timer timer(context_);
  for (;;) {
    error_code error;
    std::size_t count = co_await from.async_read_some(asio::buffer(piece), into(error));
    if (error) break;
    const bool goes_on = co_await pass(*connection, timer);
    if (!goes_on && fault_ == Fault::tear) count /= 2;
    if (goes_on || fault_ == Fault::tear)
      co_await asio::async_write(to, asio::buffer(piece.data(), count), into(error));
    if (error || !goes_on) break;
  }
  // An end that one side wished for is an end for the other; whatever was written before is delivered.
  error_code ignored;
  if (fault_ == Fault::none || fault_ == Fault::slow) {
    connection->client.close(ignored);
    connection->server.close(ignored);
  } else {
    connection->reset();
  }
}

}  // namespace fenrun::chaos
