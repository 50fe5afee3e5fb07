// Whether a message comes from WeChat Pay: the same rules for replies and for callbacks, over the raw bytes
// and before anything else looks at them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "wechat/pay/keys/keyring.hpp"

namespace fenrun::wechat {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;  // names in any case

// In the order in which they are checked.
enum class PayVerdict {
  authentic,
  headers_missing,    // one of the four is absent, empty or too long
  headers_duplicate,  // one is there twice
  wrong_algorithm,    // a Wechatpay-Signature-Type that is not ours
  probe,              // WeChat tries whether we check: a signature that is wrong on purpose
  outside_window,     // the timestamp is no number, or five minutes or more away
  unknown_key,        // no valid key of that serial
  not_base64,         // a signature that is no base64
  wrong_signature,    // not over these bytes by that key
};
std::string_view to_text(PayVerdict verdict);

inline constexpr std::int64_t kPayWindowSeconds = 300;
inline constexpr std::string_view kPayProbe = "WECHATPAY/SIGNTEST/";

struct PaySignature {
  std::string timestamp;
  std::string nonce;
  std::string signature;
  std::string serial;
};

// The only value of a header; nothing when it is absent or there twice. `name` in lower case.
const std::string* sole_header(const HttpHeaders& headers, std::string_view name);
std::size_t count_headers(const HttpHeaders& headers, std::string_view name);

// The four headers of a message; `verdict` says what is wrong with them, or authentic for nothing.
std::pair<PayVerdict, PaySignature> read_signature(const HttpHeaders& headers);

std::string message_to_verify(const PaySignature& signature, std::string_view body);

PayVerdict verify_message(const KeySet& keys, const HttpHeaders& headers, std::string_view body, Instant now);

}  // namespace fenrun::wechat
