// The number of the newest transfer that this process has seen, kept in a file of its own: a database with
// fewer was put back to an earlier time, and would pay again what it has forgotten.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

namespace fenrun::payout {

class Watermark {
 public:
  // An empty path: nothing is kept and nothing is noticed. Throws std::runtime_error when the file is there
  // and cannot be read.
  explicit Watermark(std::string path);

  // Whether `newest` (0: none) is lower than what was seen before.
  [[nodiscard]] bool is_above(std::int64_t newest) const;
  // From here on `newest` is what was seen, higher or lower. It is on the disk when this returns; throws
  // std::runtime_error when it cannot be written, and what was seen before stands.
  void set(std::int64_t newest);

 private:
  const std::string path_;
  mutable std::mutex mutex_;
  std::int64_t seen_ = 0;
  bool is_kept_ = false;  // the file is there
};

}  // namespace fenrun::payout
