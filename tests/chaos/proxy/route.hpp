// One way through the proxy: who connects to it is connected to a target, and what the order of the hour says
// befalls the bytes in between, in both directions. One thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/chaos/proxy/address.hpp"

namespace fenrun::chaos {

enum class Fault {
  none,
  cut,   // every connection is reset, and each new one at once
  hold,  // nothing is forwarded; what came meanwhile is, once this ends
  slow,  // each piece waits
  tear,  // of each connection's next piece half is forwarded, then the connection is reset
};

class Route {
 public:
  // Listens from now on. Throws boost::system::system_error when it cannot.
  Route(boost::asio::io_context& context, Endpoint listen, std::vector<Endpoint> targets);

  // What was until now, and how many connections have felt it.
  struct Ended {
    Fault fault = Fault::none;
    std::size_t struck = 0;
  };
  // `pause`: of `slow` alone.
  Ended begin(Fault fault, std::chrono::milliseconds pause);

  Route(const Route&) = delete;
  Route& operator=(const Route&) = delete;

 private:
  using Protocol = boost::asio::generic::stream_protocol;
  using Socket = boost::asio::basic_stream_socket<Protocol>;

  // Both sockets of a connection; either direction ends both.
  struct Connection {
    explicit Connection(Socket taken) : client(std::move(taken)), server(client.get_executor()) {}
    void reset();
    Socket client;
    Socket server;
    std::size_t felt = 0;  // the number of the fault that it has felt last
  };

  boost::asio::awaitable<void> accept();
  boost::asio::awaitable<void> serve(std::shared_ptr<Connection> connection);
  boost::asio::awaitable<bool> connect(Socket& server);
  boost::asio::awaitable<void> pump(std::shared_ptr<Connection> connection, Socket& from, Socket& to);
  // Waits for as long as the fault says; false: the connection is not to go on.
  boost::asio::awaitable<bool> pass(Connection& connection, boost::asio::steady_timer& timer);
  void reset_all();
  void note_felt(Connection& connection);

  boost::asio::io_context& context_;
  std::vector<Endpoint> targets_;
  std::size_t next_target_ = 0;  // they take turns
  boost::asio::basic_socket_acceptor<Protocol> acceptor_;
  std::set<std::shared_ptr<Connection>> connections_;
  Fault fault_ = Fault::none;
  std::size_t fault_number_ = 0;  // each begun has its own
  std::size_t struck_ = 0;
  std::chrono::milliseconds pause_{0};
};

}  // namespace fenrun::chaos
