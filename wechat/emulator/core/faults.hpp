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
  // On the Pay API.
  error_before,  // answers `http_status` and `code`; nothing is processed
  error_after,   // answers `http_status` and `code`; the call has taken effect
  // On the Pay API (processed) and on callbacks.
  bad_signature,   // the signature is over another body
  wrong_serial,    // Wechatpay-Serial belongs to nobody
  stale_time,      // signed ten minutes ago
  unknown_state,   // the state has a name nobody has heard of
  wrong_amount,    // one fen more than it was, under a valid signature
  other_merchant,  // a genuine message of another merchant: mchid and appid are not ours
  // On callbacks, and on /v3/certificates.
  gcm_failure,  // encrypted under another key
  // On callbacks.
  probe,          // the signature begins with WECHATPAY/SIGNTEST/; the genuine message follows at once
  duplicate,      // sent twice
  lost,           // this try is not sent
  lost_for_ever,  // neither this try nor a later one is sent
  delayed,        // sent `pace` later, so that others overtake it
};

std::string_view name_of(FaultKind kind);
std::optional<FaultKind> fault_named(std::string_view name);
// Whether the fault can strike there: a path of an API, "callback" or "callback/EVENT_TYPE".
bool suits(FaultKind kind, std::string_view path);

struct Fault {
  static constexpr int kPermilleAlways = 1000;

  std::int64_t id = 0;
  FaultKind kind = FaultKind::errcode;
  std::string path = "*";            // "*": every route of either API; "callback": every callback
  std::optional<std::int64_t> left;  // strikes left; absent: until cleared
  int permille = kPermilleAlways;    // chance of striking a request it waits for
  int errcode = -1;
  std::string errmsg = "system error";
  int http_status = 500;
  std::string code = "SYSTEM_ERROR";
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
