// Drives one hiredis connection by Asio: tells it when its socket can be read or written. hiredis owns the
// socket; the adapter lets go of it, and never closes it, when hiredis says so.
#pragma once

#include <hiredis/async.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>

namespace fenrun::db {

class SocketAdapter : public std::enable_shared_from_this<SocketAdapter> {
 public:
  // Lives until hiredis frees `connection`.
  static void attach(boost::asio::io_context& context, redisAsyncContext& connection);

  SocketAdapter(boost::asio::io_context& context, redisAsyncContext& connection);

 private:
  struct Direction {
    bool is_wanted = false;
    bool is_waiting = false;
  };

  static SocketAdapter& of(void* data) { return *static_cast<SocketAdapter*>(data); }
  void want_read();
  void want_write();
  void wait_read();
  void wait_write();
  void let_go();

  boost::asio::posix::stream_descriptor socket_;
  redisAsyncContext* connection_;  // null once hiredis has let go
  Direction reading_;
  Direction writing_;
  std::shared_ptr<SocketAdapter> self_;
};

}  // namespace fenrun::db
