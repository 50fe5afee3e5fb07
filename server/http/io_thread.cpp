#include "server/http/io_thread.hpp"

#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <typeinfo>

#include "base/log.hpp"

namespace fenrun::server {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::chrono::milliseconds kSweepInterval{100};
// After a failed accept (too many open files, say) the next try waits, so that the failure does not spin.
constexpr std::chrono::milliseconds kAcceptPause{50};
constexpr int kBacklog = 1024;

void log_escaped_coroutine(std::exception_ptr thrown) {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& exception) {
    // Its text may hold a value of the request.
    log::error("http.connection_threw", {{"type", typeid(exception).name()}});
  }
}

void share_port(tcp::acceptor& acceptor) {
  const int on = 1;
  if (::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0) {
    throw std::runtime_error("SO_REUSEPORT is not available");
  }
}

class Registered {
 public:
  Registered(std::unordered_set<Connection*>& open, Connection& connection, const HttpMetrics& metrics)
      : open_(open), connection_(connection), metrics_(metrics) {
    open_.insert(&connection_);
    metrics_.connections(1);
  }
  Registered(const Registered&) = delete;
  Registered& operator=(const Registered&) = delete;
  ~Registered() {
    open_.erase(&connection_);
    metrics_.connections(-1);
  }

 private:
  std::unordered_set<Connection*>& open_;
  Connection& connection_;
  const HttpMetrics& metrics_;
};

}  // namespace

IoThread::IoThread(const HttpOptions& options, const Clock& clock, Admission& admission,
                   CurrentTls current_tls)
    : admission_(admission),
      current_tls_(std::move(current_tls)),
      metrics_(options.metrics_listener),
      shared_{options.limits, clock, admission, metrics_, handle_, {}, {}, {}, options.tls.has_value()},
      context_(std::make_unique<asio::io_context>(1)),
      acceptor_(std::make_unique<tcp::acceptor>(*context_)),
      sweep_timer_(std::make_unique<asio::steady_timer>(*context_)) {}

IoThread::~IoThread() {
  // What the handler built lives on the context and goes first; coroutines that are still suspended go with
  // the context, after the sockets and timers that refer to it.
  handle_ = nullptr;
  acceptor_.reset();
  sweep_timer_.reset();
  context_.reset();
}

std::uint16_t IoThread::listen(const std::string& address, std::uint16_t port) {
  try {
    const tcp::endpoint endpoint(asio::ip::make_address(address), port);
    acceptor_->open(endpoint.protocol());
    acceptor_->set_option(tcp::acceptor::reuse_address(true));
    share_port(*acceptor_);
    acceptor_->bind(endpoint);
    acceptor_->listen(kBacklog);
    acceptor_->non_blocking(true);
    return acceptor_->local_endpoint().port();
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("cannot listen on " + address + " port " + std::to_string(port) + ": " +
                             error.code().message());
  }
}

void IoThread::run(Handle handle) {
  handle_ = std::move(handle);
  asio::co_spawn(*context_, accept_connections(), log_escaped_coroutine);
  asio::co_spawn(*context_, sweep(), log_escaped_coroutine);
  thread_ = std::thread([this] {
    const auto guard = asio::make_work_guard(*context_);
    context_->run();
  });
}

asio::awaitable<void> IoThread::accept_connections() {
  while (!shared_.is_draining) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    co_await acceptor_->async_wait(tcp::acceptor::wait_read, token);
    if (error || shared_.is_draining) co_return;
    const bool is_healthy = accept_backlog();
    if (is_healthy) continue;
    metrics_.refused("accept_failed");
    asio::steady_timer pause(*context_, kAcceptPause);
    co_await pause.async_wait(token);
  }
}

// False when the system could not give us a connection that is waiting.
bool IoThread::accept_backlog() {
  while (true) {
    boost::system::error_code error;
    tcp::socket socket(*context_);
    acceptor_->accept(socket, error);
    if (error) return error == asio::error::would_block || error == asio::error::connection_aborted;
    welcome(std::move(socket));
  }
}

void IoThread::welcome(tcp::socket socket) {
  boost::system::error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (error) return;
  const std::string peer_ip = peer.address().to_string();
  Admission::Refused why{};
  auto slot = admission_.admit_connection(peer_key(peer_ip), why);
  if (!slot) {
    metrics_.refused(why == Admission::Refused::by_peer ? "connections_per_ip" : "connections");
    return;
  }
  asio::co_spawn(*context_, serve(std::move(socket), std::move(*slot), peer_ip), log_escaped_coroutine);
}

asio::awaitable<void> IoThread::serve(tcp::socket socket, Admission::ConnectionSlot slot,
                                      std::string peer_ip) {
  const auto held = std::move(slot);
  Connection connection(Transport(std::move(socket), current_tls_()), std::move(peer_ip), shared_);
  const Registered registered(open_, connection, metrics_);
  co_await connection.serve();
}

asio::awaitable<void> IoThread::sweep() {
  while (!is_stopping_) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    sweep_timer_->expires_after(kSweepInterval);
    co_await sweep_timer_->async_wait(token);
    const auto now = shared_.clock.steady();
    for (Connection* connection : open_) connection->end_overdue_wait(now);
  }
}

void IoThread::drain() {
  asio::post(*context_, [this] {
    if (shared_.is_draining) return;
    shared_.is_draining = true;
    // Connections that the kernel has taken for us already are served; later ones find the port closed.
    accept_backlog();
    boost::system::error_code ignored;
    acceptor_->close(ignored);
    for (Connection* connection : open_) connection->drain();
  });
}

void IoThread::abort_connections() {
  asio::post(*context_, [this] {
    shared_.is_aborting = true;
    for (Connection* connection : open_) connection->abort();
  });
}

void IoThread::stop_and_join() {
  asio::post(*context_, [this] {
    is_stopping_ = true;
    sweep_timer_->cancel();
  });
  context_->stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace fenrun::server
