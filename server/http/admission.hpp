// Who may come in: counts of open connections, together and for each peer, of requests being
// answered, files being received and replies that go on.
// Shared by all I/O threads. A slot gives its place back when it is destroyed and must not outlive the
// Admission.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace fenrun::server {

class Admission {
 public:
  struct Limits {
    std::size_t connections_max;
    std::size_t connections_per_peer_max;  // 0: none
    std::size_t requests_max;
    std::size_t uploads_max = 0;
    std::size_t streams_max = 0;
  };
  enum class Refused { by_total, by_peer };

  explicit Admission(const Limits& limits) : limits_(limits) {}

  class ConnectionSlot {
   public:
    ConnectionSlot(ConnectionSlot&& other) noexcept;
    ConnectionSlot& operator=(ConnectionSlot&&) = delete;
    ~ConnectionSlot();

   private:
    friend class Admission;
    ConnectionSlot(Admission& admission, std::string peer) : admission_(&admission), peer_(std::move(peer)) {}
    Admission* admission_;
    std::string peer_;
  };

  // One of those who may do something at the same time.
  class Place {
   public:
    Place(Place&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (taken_ != nullptr) taken_->fetch_sub(1, std::memory_order_relaxed);
    }

   private:
    friend class Admission;
    explicit Place(std::atomic<std::size_t>& taken) : taken_(&taken) {}
    std::atomic<std::size_t>* taken_;
  };

  // `peer` is a key of peer_key(). When there is no place, `why` says which limit was reached.
  std::optional<ConnectionSlot> admit_connection(const std::string& peer, Refused& why);
  std::optional<Place> admit_request() { return take(requests_, limits_.requests_max); }
  std::optional<Place> admit_upload() { return take(uploads_, limits_.uploads_max); }
  std::optional<Place> admit_stream() { return take(streams_, limits_.streams_max); }

  [[nodiscard]] std::size_t connections() const;
  [[nodiscard]] std::size_t requests() const { return requests_.load(std::memory_order_relaxed); }
  // False when connections are still open after `limit`.
  bool wait_until_empty(std::chrono::milliseconds limit);

 private:
  void leave(const std::string& peer) noexcept;
  static std::optional<Place> take(std::atomic<std::size_t>& taken, std::size_t most);

  const Limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::size_t connections_ = 0;
  std::unordered_map<std::string, std::size_t> by_peer_;
  std::atomic<std::size_t> requests_{0};
  std::atomic<std::size_t> uploads_{0};
  std::atomic<std::size_t> streams_{0};
};

// Who counts as one peer: an IPv4 address (also when mapped into IPv6), or the first 64 bits of an IPv6
// address, because one household holds all the rest.
std::string peer_key(const std::string& ip);

}  // namespace fenrun::server
