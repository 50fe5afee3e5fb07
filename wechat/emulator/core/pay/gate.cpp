#include "wechat/emulator/core/pay/gate.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "wechat/emulator/core/pay/signing.hpp"

namespace fenrun::emulator {
namespace {

using Attributes = std::map<std::string, std::string, std::less<>>;

constexpr std::string_view kScheme = "WECHATPAY2-SHA256-RSA2048 ";
constexpr std::array<std::string_view, 5> kAttributes{"mchid", "nonce_str", "timestamp", "serial_no",
                                                      "signature"};
constexpr std::int64_t kAgeSecondsMax = 300;
constexpr std::size_t kShownBodyBytes = 8;

// Exactly the five attributes, name="value", separated by commas, in any order.
std::optional<Attributes> parse_authorization(std::string_view header) {
  if (!header.starts_with(kScheme)) return std::nullopt;
  auto rest = header.substr(kScheme.size());
  Attributes attributes;
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    const auto open = rest.find("=\"");
    if (open == std::string_view::npos) return std::nullopt;
    const auto close = rest.find('"', open + 2);
    if (close == std::string_view::npos) return std::nullopt;
    attributes.emplace(rest.substr(0, open), rest.substr(open + 2, close - open - 2));
    rest.remove_prefix(close + 1);
    if (rest.empty()) break;
    if (rest.front() != ',') return std::nullopt;
    rest.remove_prefix(1);
  }
  for (const auto name : kAttributes) {
    const auto found = attributes.find(name);
    if (found == attributes.end() || found->second.empty()) return std::nullopt;
  }
  return attributes.size() == kAttributes.size() ? std::optional(std::move(attributes)) : std::nullopt;
}

std::optional<std::int64_t> parse_seconds(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

PayRefusal refuse_information(std::string_view field, std::string_view issue) {
  PayRefusal refusal(kPaySignInformation);
  refusal.detail = {{"field", field}, {"issue", issue}, {"location", "authorization"}};
  return refusal;
}

// What the signature must be over, with the body cut short as WeChat shows it.
PayRefusal refuse_signature(const Request& request, const std::string& url, const std::string& head,
                            const std::string& message) {
  PayRefusal refusal(kPaySignError);
  const auto shown = head + request.body.substr(0, kShownBodyBytes) + "\n";
  refusal.detail = {{"detail", {{"issue", "sign not match"}}},
                    {"field", "signature"},
                    {"location", "authorization"},
                    {"sign_information",
                     {{"method", request.method},
                      {"url", url},
                      {"sign_message_length", message.size()},
                      {"truncated_sign_message", shown}}}};
  return refusal;
}

bool is_language_served(std::string_view header) {
  const auto first = header.substr(0, header.find_first_of(",; "));
  return first.empty() || first == "zh-CN" || first == "zh-HK" || first == "zh-TW" || first == "en";
}

}  // namespace

std::string header_of(const Request& request, std::string_view name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string() : found->second;
}

std::variant<std::string, PayRefusal> authorize(const PayMerchant& merchant, const Request& request,
                                                Instant now) {
  if (header_of(request, "user-agent").empty() || header_of(request, "accept").empty())
    return PayRefusal(kPayUserAgentMissing);
  if (!is_language_served(header_of(request, "accept-language"))) return PayRefusal(kPayLanguage);
  const auto attributes = parse_authorization(header_of(request, "authorization"));
  if (!attributes) return refuse_information("Authorization", "missing or malformed");
  if (attributes->at("mchid") != merchant.mchid) return refuse_information("mchid", "unknown");
  const auto* certificate = merchant.certificate_of(attributes->at("serial_no"));
  if (certificate == nullptr) return refuse_information("serial_no", "unknown");
  const auto timestamp = parse_seconds(attributes->at("timestamp"));
  if (!timestamp) return refuse_information("timestamp", "not a number of seconds");
  const auto age = unix_seconds(now) - *timestamp;
  if (age > kAgeSecondsMax || age < -kAgeSecondsMax) return refuse_information("timestamp", "expired");
  const auto url = request.path + (request.query.empty() ? "" : "?" + request.query);
  const auto head = request.method + "\n" + url + "\n" + attributes->at("timestamp") + "\n" +
                    attributes->at("nonce_str") + "\n";
  const auto message = head + request.body + "\n";
  if (!certificate->key.verify(message, attributes->at("signature")))
    return refuse_signature(request, url, head, message);
  return certificate->serial;
}

}  // namespace fenrun::emulator
