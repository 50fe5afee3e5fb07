#include "wechat/emulator/core/pay/signing.hpp"

#include <algorithm>
#include <cctype>

#include "wechat/emulator/core/pay/callback_message.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::chrono::minutes kStaleAge{10};
constexpr std::size_t kReplyNonceCharacters = 32;
constexpr std::string_view kProbePrefix = "WECHATPAY/SIGNTEST/";

std::string upper_hex(std::size_t length, Random& random) {
  auto text = random_hex(length, random);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

}  // namespace

Instant claimed_time(std::optional<FaultKind> fault, Instant now) {
  return fault == FaultKind::stale_time ? now - kStaleAge : now;
}

Headers sign_message(const std::string& body, const PlatformKey& key, std::optional<FaultKind> fault,
                     Moment moment) {
  const auto timestamp = std::to_string(unix_seconds(claimed_time(fault, moment.signing())));
  const auto nonce = random_hex(kReplyNonceCharacters, moment.random);
  const std::string changed = fault == FaultKind::bad_signature ? " " : "";
  auto signature = key.key.sign(timestamp + "\n" + nonce + "\n" + body + changed + "\n");
  if (fault == FaultKind::probe) signature.replace(0, kProbePrefix.size(), kProbePrefix);
  const auto serial =
      fault == FaultKind::wrong_serial ? foreign_serial(key.serial, moment.random) : key.serial;
  return {{"Wechatpay-Timestamp", timestamp},
          {"Wechatpay-Nonce", nonce},
          {"Wechatpay-Serial", serial},
          {"Wechatpay-Signature", signature}};
}

std::string make_request_id(std::int64_t numeric, Random& random) {
  return "08" + upper_hex(38, random) + "-" + std::to_string(numeric);
}

std::string random_serial(Random& random) { return upper_hex(40, random); }

std::string to_wire(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

Instant whole_second(Instant instant) { return std::chrono::floor<std::chrono::seconds>(instant); }

}  // namespace fenrun::emulator
