#include "wechat/pay/wire/message_verifier.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/crypto/encoding.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::size_t kSignatureHeaderBytesMax = 2048;

bool is_named(std::string_view header, std::string_view lower_case) {
  return std::equal(header.begin(), header.end(), lower_case.begin(), lower_case.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

std::optional<std::int64_t> seconds_of(const std::string& text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end || value < 0) return std::nullopt;
  return value;
}

bool is_within_window(const std::string& timestamp, Instant now) {
  const auto said = seconds_of(timestamp);
  if (!said) return false;
  const auto here = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  // Not as a difference: the other side chooses `said`.
  return *said > here - kPayWindowSeconds && *said < here + kPayWindowSeconds;
}

}  // namespace

std::string_view to_text(PayVerdict verdict) {
  switch (verdict) {
    case PayVerdict::authentic:
      return "authentic";
    case PayVerdict::headers_missing:
      return "headers_missing";
    case PayVerdict::headers_duplicate:
      return "headers_duplicate";
    case PayVerdict::wrong_algorithm:
      return "wrong_algorithm";
    case PayVerdict::probe:
      return "probe";
    case PayVerdict::outside_window:
      return "outside_window";
    case PayVerdict::unknown_key:
      return "unknown_key";
    case PayVerdict::not_base64:
      return "not_base64";
    case PayVerdict::wrong_signature:
      return "wrong_signature";
  }
  return "";
}

std::size_t count_headers(const HttpHeaders& headers, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(
      headers.begin(), headers.end(), [name](const auto& header) { return is_named(header.first, name); }));
}

const std::string* sole_header(const HttpHeaders& headers, std::string_view name) {
  const std::string* found = nullptr;
  for (const auto& [header, value] : headers) {
    if (!is_named(header, name)) continue;
    if (found != nullptr) return nullptr;
    found = &value;
  }
  return found;
}

std::pair<PayVerdict, PaySignature> read_signature(const HttpHeaders& headers) {
  PaySignature read;
  const std::initializer_list<std::pair<std::string_view, std::string*>> places{
      {"wechatpay-timestamp", &read.timestamp},
      {"wechatpay-nonce", &read.nonce},
      {"wechatpay-signature", &read.signature},
      {"wechatpay-serial", &read.serial}};
  for (const auto& [name, place] : places) {
    const std::string* const value = sole_header(headers, name);
    if (value == nullptr) {
      const bool is_there = count_headers(headers, name) > 1;
      return {is_there ? PayVerdict::headers_duplicate : PayVerdict::headers_missing, read};
    }
    if (value->empty() || value->size() > kSignatureHeaderBytesMax)
      return {PayVerdict::headers_missing, read};
    *place = *value;
  }
  return {PayVerdict::authentic, read};
}

std::string message_to_verify(const PaySignature& signature, std::string_view body) {
  std::string message;
  message.reserve(signature.timestamp.size() + signature.nonce.size() + body.size() + 3);
  message.append(signature.timestamp).append("\n");
  message.append(signature.nonce).append("\n");
  message.append(body).append("\n");
  return message;
}

PayVerdict verify_message(const KeySet& keys, const HttpHeaders& headers, std::string_view body,
                          Instant now) {
  const auto [verdict, signature] = read_signature(headers);
  if (verdict != PayVerdict::authentic) return verdict;
  switch (count_headers(headers, "wechatpay-signature-type")) {
    case 0:
      break;
    case 1:
      if (*sole_header(headers, "wechatpay-signature-type") != "WECHATPAY2-SHA256-RSA2048") {
        return PayVerdict::wrong_algorithm;
      }
      break;
    default:
      return PayVerdict::headers_duplicate;
  }
  if (signature.signature.find(kPayProbe) != std::string::npos) return PayVerdict::probe;
  if (!is_within_window(signature.timestamp, now)) return PayVerdict::outside_window;
  const PlatformKey* const key = keys.find(signature.serial, now);
  if (key == nullptr) return PayVerdict::unknown_key;
  const auto raw = crypto::from_base64(signature.signature);
  if (!raw) return PayVerdict::not_base64;
  if (!key->key.verify(message_to_verify(signature, body), *raw)) return PayVerdict::wrong_signature;
  return PayVerdict::authentic;
}

}  // namespace fenrun::wechat
