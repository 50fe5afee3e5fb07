// Who may come in: counts of open connections, together and for each peer, and of requests being answered.
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

  class RequestSlot {
   public:
    RequestSlot(RequestSlot&& other) noexcept : admission_(std::exchange(other.admission_, nullptr)) {}
    RequestSlot& operator=(RequestSlot&&) = delete;
    ~RequestSlot() {
      if (admission_ != nullptr) admission_->requests_.fetch_sub(1, std::memory_order_relaxed);
    }

   private:
    friend class Admission;
    explicit RequestSlot(Admission& admission) : admission_(&admission) {}
    Admission* admission_;
  };

  class UploadSlot {
   public:
    UploadSlot(UploadSlot&& other) noexcept : admission_(std::exchange(other.admission_, nullptr)) {}
    UploadSlot& operator=(UploadSlot&&) = delete;
    ~UploadSlot() {
      if (admission_ != nullptr) admission_->uploads_.fetch_sub(1, std::memory_order_relaxed);
    }

   private:
    friend class Admission;
    explicit UploadSlot(Admission& admission) : admission_(&admission) {}
    Admission* admission_;
  };

  // `peer` is a key of peer_key(). When there is no place, `why` says which limit was reached.
  std::optional<ConnectionSlot> admit_connection(const std::string& peer, Refused& why);
  std::optional<RequestSlot> admit_request();
  std::optional<UploadSlot> admit_upload();

  [[nodiscard]] std::size_t connections() const;
  [[nodiscard]] std::size_t requests() const { return requests_.load(std::memory_order_relaxed); }
  // False when connections are still open after `limit`.
  bool wait_until_empty(std::chrono::milliseconds limit);

 private:
  void leave(const std::string& peer) noexcept;

  const Limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::size_t connections_ = 0;
  std::unordered_map<std::string, std::size_t> by_peer_;
  std::atomic<std::size_t> requests_{0};
  std::atomic<std::size_t> uploads_{0};
};

// Who counts as one peer: an IPv4 address (also when mapped into IPv6), or the first 64 bits of an IPv6
// address, because one household holds all the rest.
std::string peer_key(const std::string& ip);

}  // namespace fenrun::server
