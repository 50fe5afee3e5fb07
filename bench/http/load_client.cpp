#include "bench/http/load_client.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace fenrun::bench {
namespace {

using Time = std::chrono::steady_clock;
using TimePoint = Time::time_point;

int connect_loopback(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  // Closing by reset keeps a run of ten thousand connections from using up the ports.
  const linger reset{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    ::close(fd);
    throw std::runtime_error("cannot connect");
  }
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  return fd;
}

std::shared_ptr<SSL_CTX> make_context() {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_read_ahead(context.get(), 1);
  return context;
}

class Peer {
 public:
  enum class State { handshake, idle, waiting, broken };

  Peer(SSL_CTX* context, std::uint16_t port)
      : socket_(connect_loopback(port)), ssl_(SSL_new(context), SSL_free) {
    SSL_set_fd(ssl_.get(), socket_);
    SSL_set_connect_state(ssl_.get());
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() { ::close(socket_); }

  [[nodiscard]] int socket() const { return socket_; }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] TimePoint due() const { return due_; }
  [[nodiscard]] bool is_ok() const { return is_ok_; }

  void shake_hands() {
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) {
      state_ = State::idle;
    } else if (!may_go_on(result)) {
      state_ = State::broken;
    }
  }

  [[nodiscard]] std::uint64_t operation() const { return operation_; }
  [[nodiscard]] std::string_view body() const {
    return std::string_view(received_).substr(received_.find("\r\n\r\n") + 4);
  }

  void send(const std::string& request, TimePoint due, std::uint64_t operation = 0) {
    due_ = due;
    operation_ = operation;
    received_.clear();
    const int written = SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size()));
    state_ = written == static_cast<int>(request.size()) ? State::waiting : State::broken;
  }

  // Becomes idle when the reply is complete.
  void receive() {
    std::array<char, 16384> part{};
    while (state_ == State::waiting) {
      const int got = SSL_read(ssl_.get(), part.data(), static_cast<int>(part.size()));
      if (got <= 0) {
        if (!may_go_on(got)) state_ = State::broken;
        return;
      }
      received_.append(part.data(), static_cast<std::size_t>(got));
      if (is_complete()) state_ = State::idle;
    }
  }

 private:
  bool may_go_on(int result) {
    const int error = SSL_get_error(ssl_.get(), result);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
  }

  bool is_complete() {
    const auto end = received_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const auto length = received_.find("Content-Length: ");
    const std::size_t body = length < end ? std::stoul(received_.substr(length + 16, 12)) : 0;
    is_ok_ = received_.compare(9, 1, "2") == 0;
    return received_.size() >= end + 4 + body;
  }

  int socket_;
  std::shared_ptr<SSL> ssl_;
  State state_ = State::handshake;
  std::string received_;
  TimePoint due_;
  std::uint64_t operation_ = 0;
  bool is_ok_ = false;
};

class Loop {
 public:
  explicit Loop(const LoadPlan& plan)
      : plan_(plan), context_(make_context()), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (std::size_t i = 0; i < plan.connections; ++i) open(peers_.emplace_back());
    if (!plan.is_connection_each) shake_all_hands();
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() { ::close(epoll_); }

  LoadResult run() {
    began_ = Time::now();
    for (auto& peer : peers_) {
      if (peer->state() == Peer::State::idle) free_.push_back(&peer);
    }
    while (finished_ < plan_.operations) {
      send_what_is_due();
      poll();
    }
    result_.seconds = std::chrono::duration<double>(Time::now() - began_).count();
    return result_;
  }

  void shake_all_hands() {
    for (auto& peer : peers_) {
      while (peer->state() == Peer::State::handshake) peer->shake_hands();
      if (peer->state() == Peer::State::broken) throw std::runtime_error("the handshake failed");
    }
  }

 private:
  using Slot = std::unique_ptr<Peer>;

  void open(Slot& slot) {
    slot = std::make_unique<Peer>(context_.get(), plan_.port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &slot;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, slot->socket(), &event);
    // The client speaks first.
    if (plan_.is_connection_each) slot->shake_hands();
  }

  void send_what_is_due() {
    while (!free_.empty() && started_ < plan_.operations) {
      TimePoint due = Time::now();
      if (plan_.per_second) {
        const std::chrono::duration<double> offset(static_cast<double>(started_) / *plan_.per_second);
        const TimePoint scheduled = began_ + std::chrono::duration_cast<Time::duration>(offset);
        if (due < scheduled) return;
        due = scheduled;
      }
      Slot& slot = *free_.back();
      free_.pop_back();
      const std::uint64_t operation = started_++;
      slot->send(plan_.request_of ? plan_.request_of(operation) : plan_.request, due, operation);
      if (slot->state() == Peer::State::broken) finish(slot);
    }
  }

  void poll() {
    std::array<epoll_event, 64> events{};
    // An open loop spins, so that no request leaves late because the client slept.
    const int timeout = plan_.per_second ? 0 : 1000;
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout);
    for (int i = 0; i < count; ++i)
      advance(*static_cast<Slot*>(events[static_cast<std::size_t>(i)].data.ptr));
  }

  void advance(Slot& slot) {
    if (slot->state() == Peer::State::handshake) {
      slot->shake_hands();
      if (slot->state() == Peer::State::idle) free_.push_back(&slot);
      if (slot->state() == Peer::State::broken) finish(slot);
      return;
    }
    if (slot->state() != Peer::State::waiting) return;
    slot->receive();
    if (slot->state() != Peer::State::waiting) finish(slot);
  }

  void finish(Slot& slot) {
    ++finished_;
    const bool is_broken = slot->state() == Peer::State::broken;
    if (!is_broken && slot->is_ok()) {
      ++result_.answered;
      result_.latency.record(Time::now() - slot->due());
      if (plan_.on_reply) plan_.on_reply(slot->operation(), slot->body());
    } else {
      ++result_.failed;
    }
    if (is_broken && result_.failed > 1000) throw std::runtime_error("the server keeps closing connections");
    if (is_broken || plan_.is_connection_each) open(slot);
    // On loopback a handshake may be over within the call that begins it.
    if (slot->state() == Peer::State::idle) free_.push_back(&slot);
  }

  const LoadPlan& plan_;
  std::shared_ptr<SSL_CTX> context_;
  int epoll_;
  std::vector<Slot> peers_ = [this] {
    std::vector<Slot> slots;
    slots.reserve(plan_.connections);  // epoll holds pointers to them
    return slots;
  }();
  std::vector<Slot*> free_;
  TimePoint began_;
  std::uint64_t started_ = 0;
  std::uint64_t finished_ = 0;
  LoadResult result_;
};

}  // namespace

LoadResult run_load(const LoadPlan& plan) { return Loop(plan).run(); }

void hold_connections(std::uint16_t port, std::size_t count, const std::string& request,
                      const std::function<void()>& look) {
  const auto context = make_context();
  std::vector<std::unique_ptr<Peer>> peers;
  for (std::size_t i = 0; i < count; ++i) {
    auto& peer = peers.emplace_back(std::make_unique<Peer>(context.get(), port));
    while (peer->state() == Peer::State::handshake) peer->shake_hands();
    peer->send(request, {});
    while (peer->state() == Peer::State::waiting) peer->receive();
    if (peer->state() != Peer::State::idle) throw std::runtime_error("a held connection broke");
  }
  look();
}

}  // namespace fenrun::bench
