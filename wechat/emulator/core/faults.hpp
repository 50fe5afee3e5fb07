// Failures on demand. A fault waits for requests of its route and strikes a number of times, or until it is
// cleared.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

enum class FaultKind {
  errcode,              // answers `errcode`; nothing is processed
  token_expires_early,  // the presented access token expires now, so the call answers 42001
  hang_before,          // no reply; nothing is processed
  hang_after,           // no reply; the call has taken effect
  close_before,         // the connection closes without a reply; nothing is processed
  close_after,          // the connection closes without a reply; the call has taken effect
  truncated_body,       // processed; a complete HTTP message with the first half of the body
  wrong_content_type,   // processed; text/html on JSON and images alike
  http_500,             // an HTML page; nothing is processed
  http_502,             // an HTML page; the call has taken effect
  slow_body,            // processed; the reply comes byte by byte
  extra_fields,         // processed; unknown fields are added to the JSON
};

std::string_view name_of(FaultKind kind);
std::optional<FaultKind> fault_named(std::string_view name);

struct Fault {
  static constexpr int kPermilleAlways = 1000;

  std::int64_t id = 0;
  FaultKind kind = FaultKind::errcode;
  std::string path = "*";            // "*": every route
  std::optional<std::int64_t> left;  // strikes left; absent: until cleared
  int permille = kPermilleAlways;    // chance of striking a request it waits for
  int errcode = -1;
  std::string errmsg = "system error";
  std::chrono::milliseconds pace{30'000};  // of a hang, as a whole; of a slow body, per byte
};

class Faults {
 public:
  static constexpr std::size_t kCountMax = 1'000;

  // Returns the fault's id; nothing when there are too many.
  std::optional<std::int64_t> add(Fault fault);
  // The oldest fault that strikes this request, with one of its strikes used.
  std::optional<Fault> strike(std::string_view path, Random& random);
  void clear() { waiting_.clear(); }
  bool clear(std::int64_t id);
  [[nodiscard]] const std::vector<Fault>& waiting() const { return waiting_; }

 private:
  std::vector<Fault> waiting_;
  std::int64_t last_id_ = 0;
};

}  // namespace fenrun::emulator
