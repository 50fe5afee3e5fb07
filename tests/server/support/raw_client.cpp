#include "tests/server/support/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace fenrun::server::testing {
namespace {

constexpr timeval kPatience{30, 0};

int connect_loopback(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) throw std::runtime_error("socket");
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof(kPatience));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return fd;
  ::close(fd);
  return -1;
}

// Content-Length of a head, 0 when it has none.
std::size_t body_size(const std::string& head) {
  const auto at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

// Moves the first reply out of `bytes`; false when it is not complete.
bool take_reply(std::string& bytes, bool to_head, RawReply& reply) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string::npos || !bytes.starts_with("HTTP/1.1 ")) return false;
  const std::string head = bytes.substr(0, end + 4);
  const std::size_t size = to_head ? 0 : body_size(head);
  if (bytes.size() < head.size() + size) return false;
  reply.status = std::stoi(head.substr(9, 3));
  reply.head = head;
  reply.body = bytes.substr(head.size(), size);
  bytes.erase(0, head.size() + size);
  return true;
}

}  // namespace

std::string RawReply::field(const std::string& name) const {
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + 2 + name.size() + 2;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

RawClient::RawClient(std::uint16_t port, Kind kind, const std::function<void(SSL*)>& configure)
    : socket_(connect_loopback(port)) {
  std::signal(SIGPIPE, SIG_IGN);
  if (socket_ < 0) return;
  is_connected_ = true;
  if (kind == Kind::plain) return;
  context_.reset(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  ssl_.reset(SSL_new(context_.get()), SSL_free);
  SSL_set_fd(ssl_.get(), socket_);
  if (configure) configure(ssl_.get());
  is_connected_ = SSL_connect(ssl_.get()) == 1;
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                           : static_cast<int>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::finish_sending() {
  if (ssl_) SSL_shutdown(ssl_.get());
  ::shutdown(socket_, SHUT_WR);
}

bool RawClient::read_some() {
  std::array<char, 16384> part{};
  const int size = static_cast<int>(part.size());
  const int got = ssl_ ? SSL_read(ssl_.get(), part.data(), size)
                       : static_cast<int>(::recv(socket_, part.data(), part.size(), 0));
  if (got > 0) {
    received_.append(part.data(), static_cast<std::size_t>(got));
    return true;
  }
  if (errno == EAGAIN || errno == EWOULDBLOCK)
    throw std::runtime_error("the server neither answered nor closed");
  return false;
}

RawReply RawClient::receive(bool to_head) {
  RawReply reply;
  errno = 0;
  while (!take_reply(received_, to_head, reply)) {
    if (!read_some()) return {};
  }
  return reply;
}

std::string RawClient::receive_until_closed() {
  errno = 0;
  while (read_some()) {
  }
  return std::exchange(received_, {});
}

bool RawClient::is_closed_by_peer() { return receive_until_closed().empty(); }

std::string RawClient::server_name() const {
  const std::shared_ptr<X509> certificate(SSL_get1_peer_certificate(ssl_.get()), X509_free);
  const std::shared_ptr<GENERAL_NAMES> names(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(
                                                 certificate.get(), NID_subject_alt_name, nullptr, nullptr)),
                                             GENERAL_NAMES_free);
  const GENERAL_NAME* first = sk_GENERAL_NAME_value(names.get(), 0);
  const auto* text = reinterpret_cast<const char*>(ASN1_STRING_get0_data(first->d.dNSName));
  return {text, static_cast<std::size_t>(ASN1_STRING_length(first->d.dNSName))};
}

std::vector<RawReply> parse_replies(std::string_view bytes, bool to_head) {
  std::vector<RawReply> replies;
  std::string rest(bytes);
  RawReply reply;
  while (take_reply(rest, to_head, reply)) replies.push_back(std::exchange(reply, {}));
  if (!rest.empty()) replies.push_back({-1, rest, {}});
  return replies;
}

}  // namespace fenrun::server::testing
