// One I/O thread of the listener: its io_context, its listening socket (SO_REUSEPORT: the kernel spreads new
// connections), its handler and its open connections.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_set>

#include "server/http/connection.hpp"

namespace fenrun::server {

class IoThread {
 public:
  // The certificate that a connection made now gets; null without TLS.
  using CurrentTls = std::function<TlsContext()>;

  // `options` outlives the thread.
  IoThread(const HttpOptions& options, const Clock& clock, Admission& admission, CurrentTls current_tls);
  IoThread(const IoThread&) = delete;
  IoThread& operator=(const IoThread&) = delete;
  // Destroys what coroutines are left; stop_and_join() must have been called.
  ~IoThread();

  [[nodiscard]] boost::asio::io_context& context() { return *context_; }
  // Throws std::runtime_error. Returns the port bound to.
  std::uint16_t listen(const std::string& address, std::uint16_t port);
  void run(Handle handle);

  // All three may be called from any thread.
  void drain();
  void abort_connections();
  void stop_and_join();

 private:
  boost::asio::awaitable<void> accept_connections();
  boost::asio::awaitable<void> sweep();
  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket, Admission::ConnectionSlot slot,
                                     std::string peer_ip);
  void welcome(boost::asio::ip::tcp::socket socket);
  bool accept_backlog();

  Admission& admission_;
  CurrentTls current_tls_;
  HttpMetrics metrics_;
  Handle handle_;
  ConnectionContext shared_;
  std::unordered_set<Connection*> open_;
  std::unique_ptr<boost::asio::io_context> context_;
  std::unique_ptr<boost::asio::ip::tcp::acceptor> acceptor_;
  std::unique_ptr<boost::asio::steady_timer> sweep_timer_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace fenrun::server
