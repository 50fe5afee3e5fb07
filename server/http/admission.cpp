#include "server/http/admission.hpp"

#include <boost/asio/ip/address.hpp>
#include <utility>

namespace fenrun::server {

Admission::ConnectionSlot::ConnectionSlot(ConnectionSlot&& other) noexcept
    : admission_(std::exchange(other.admission_, nullptr)), peer_(std::move(other.peer_)) {}

Admission::ConnectionSlot::~ConnectionSlot() {
  if (admission_ != nullptr) admission_->leave(peer_);
}

std::optional<Admission::ConnectionSlot> Admission::admit_connection(const std::string& peer, Refused& why) {
  const std::lock_guard lock(mutex_);
  if (connections_ >= limits_.connections_max) {
    why = Refused::by_total;
    return std::nullopt;
  }
  std::size_t& of_peer = by_peer_[peer];
  if (limits_.connections_per_peer_max != 0 && of_peer >= limits_.connections_per_peer_max) {
    why = Refused::by_peer;
    return std::nullopt;
  }
  ++of_peer;
  ++connections_;
  return ConnectionSlot(*this, peer);
}

void Admission::leave(const std::string& peer) noexcept {
  const std::lock_guard lock(mutex_);
  const auto found = by_peer_.find(peer);
  if (found != by_peer_.end() && --found->second == 0) by_peer_.erase(found);
  --connections_;
  if (connections_ == 0) left_.notify_all();
}

std::optional<Admission::Place> Admission::take(std::atomic<std::size_t>& taken, std::size_t most) {
  if (taken.fetch_add(1, std::memory_order_relaxed) >= most) {
    taken.fetch_sub(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  return Place(taken);
}

std::size_t Admission::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

bool Admission::wait_until_empty(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  return left_.wait_for(lock, limit, [this] { return connections_ == 0; });
}

std::string peer_key(const std::string& ip) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(ip, error);
  if (error || address.is_v4()) return ip;
  const auto v6 = address.to_v6();
  const auto bytes = v6.to_bytes();
  if (v6.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
  return std::string(bytes.begin(), bytes.begin() + 8);
}

}  // namespace fenrun::server
