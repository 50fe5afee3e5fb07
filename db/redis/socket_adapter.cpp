#include "db/redis/socket_adapter.hpp"

namespace fenrun::db {

void SocketAdapter::attach(boost::asio::io_context& context, redisAsyncContext& connection) {
  auto adapter = std::make_shared<SocketAdapter>(context, connection);
  adapter->self_ = adapter;
  connection.ev.data = adapter.get();
  connection.ev.addRead = [](void* data) { of(data).want_read(); };
  connection.ev.delRead = [](void* data) { of(data).reading_.is_wanted = false; };
  connection.ev.addWrite = [](void* data) { of(data).want_write(); };
  connection.ev.delWrite = [](void* data) { of(data).writing_.is_wanted = false; };
  connection.ev.cleanup = [](void* data) { of(data).let_go(); };
}

SocketAdapter::SocketAdapter(boost::asio::io_context& context, redisAsyncContext& connection)
    : socket_(context, connection.c.fd), connection_(&connection) {}

void SocketAdapter::want_read() {
  reading_.is_wanted = true;
  if (!reading_.is_waiting) wait_read();
}

void SocketAdapter::want_write() {
  writing_.is_wanted = true;
  if (!writing_.is_waiting) wait_write();
}

void SocketAdapter::wait_read() {
  reading_.is_waiting = true;
  socket_.async_wait(socket_.wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
    self->reading_.is_waiting = false;
    if (error || self->connection_ == nullptr || !self->reading_.is_wanted) return;
    redisAsyncHandleRead(self->connection_);  // may end the connection, and asks for more by want_read()
  });
}

void SocketAdapter::wait_write() {
  writing_.is_waiting = true;
  socket_.async_wait(socket_.wait_write, [self = shared_from_this()](const boost::system::error_code& error) {
    self->writing_.is_waiting = false;
    if (error || self->connection_ == nullptr || !self->writing_.is_wanted) return;
    redisAsyncHandleWrite(self->connection_);
  });
}

void SocketAdapter::let_go() {
  connection_ = nullptr;
  socket_.release();  // hiredis closes it
  self_.reset();
}

}  // namespace fenrun::db
