#include "tests/wechat/support/tls_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <stdexcept>

namespace fenrun::wechat::testing {

std::string Peer::read_request() {
  std::array<char, 4096> chunk{};
  while (true) {
    const auto head_end = unread_.find("\r\n\r\n");
    if (head_end != std::string::npos) {
      const auto length_at = unread_.find("Content-Length: ");
      const std::size_t body = length_at < head_end ? std::stoul(unread_.substr(length_at + 16)) : 0;
      const auto whole = head_end + 4 + body;
      if (unread_.size() >= whole) {
        std::string request = unread_.substr(0, whole);
        unread_.erase(0, whole);
        return request;
      }
    }
    const int got = SSL_read(ssl_, chunk.data(), static_cast<int>(chunk.size()));
    if (got <= 0) return {};
    unread_.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

void Peer::write(const std::string& text) {
  if (!text.empty()) SSL_write(ssl_, text.data(), static_cast<int>(text.size()));
}

void Peer::reply(const std::string& body, const std::string& content_type) {
  write("HTTP/1.1 200 OK\r\nContent-Type: " + content_type +
        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

void Peer::close_properly() { SSL_shutdown(ssl_); }

void Peer::wait_for_the_end() {
  char byte = 0;
  while (::recv(socket_, &byte, 1, 0) > 0) {
  }
}

TlsServer::TlsServer() {
  std::signal(SIGPIPE, SIG_IGN);
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 128) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("cannot listen on the loopback address");
  }
  port_ = ntohs(address.sin_port);
}

TlsServer::TlsServer(const Identity& identity, Serve serve) : TlsServer() {
  tls_ = {SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  SSL_CTX_use_certificate(tls_.get(), identity.certificate.get());
  SSL_CTX_use_PrivateKey(tls_.get(), identity.key.get());
  serve_ = std::move(serve);
  acceptor_ = std::thread([this] { accept_all(); });
}

std::unique_ptr<TlsServer> TlsServer::mute() {
  std::unique_ptr<TlsServer> server(new TlsServer());
  server->acceptor_ = std::thread([raw = server.get()] { raw->accept_all(); });
  return server;
}

TlsServer::~TlsServer() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (auto& attendant : attendants_) attendant.join();
  ::close(listener_);
}

void TlsServer::accept_all() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    ++connections_;
    const std::lock_guard lock(mutex_);
    if (is_stopping_) {
      ::close(socket);
      return;
    }
    open_.push_back(socket);
    attendants_.emplace_back([this, socket] { attend(socket); });
  }
}

void TlsServer::attend(int socket) {
  if (tls_ == nullptr) {
    Peer(socket, nullptr).wait_for_the_end();
  } else {
    const std::shared_ptr<SSL> ssl(SSL_new(tls_.get()), SSL_free);
    SSL_set_fd(ssl.get(), socket);
    if (SSL_accept(ssl.get()) == 1) {
      Peer peer(socket, ssl.get());
      serve_(peer);
    }
  }
  const std::lock_guard lock(mutex_);
  open_.erase(std::remove(open_.begin(), open_.end(), socket), open_.end());
  ::close(socket);
}

}  // namespace fenrun::wechat::testing
