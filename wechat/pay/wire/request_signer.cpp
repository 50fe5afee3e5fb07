#include "wechat/pay/wire/request_signer.hpp"

#include "base/crypto/encoding.hpp"

namespace fenrun::wechat {
namespace {

// Each part ends in a line feed, the last one too.
std::string lines(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) {
    text += part;
    text += '\n';
  }
  return text;
}

}  // namespace

std::string_view to_text(HttpMethod method) { return method == HttpMethod::get ? "GET" : "POST"; }

std::string request_message(std::string_view method, std::string_view target, std::int64_t timestamp_s,
                            std::string_view nonce, std::string_view body) {
  return lines({method, target, std::to_string(timestamp_s), nonce, body});
}

std::string payment_message(std::string_view appid, std::int64_t timestamp_s, std::string_view nonce,
                            std::string_view package) {
  return lines({appid, std::to_string(timestamp_s), nonce, package});
}

std::string make_pay_nonce(Random& random) {
  static constexpr std::string_view kCharacters =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string nonce(32, '0');
  for (char& c : nonce) c = kCharacters[random.below(kCharacters.size())];
  return nonce;
}

std::string authorization(const PayMerchant& merchant, const MerchantKeys& keys, HttpMethod method,
                          std::string_view target, std::string_view body, std::int64_t timestamp_s,
                          std::string_view nonce) {
  const std::string message = request_message(to_text(method), target, timestamp_s, nonce, body);
  const std::string signature = crypto::to_base64(crypto::as_bytes(keys.key.sign(message)));
  std::string header(kPaySignatureType);
  header.append(" mchid=\"").append(merchant.mchid);
  header.append("\",nonce_str=\"").append(nonce);
  header.append("\",timestamp=\"").append(std::to_string(timestamp_s));
  header.append("\",serial_no=\"").append(keys.serial);
  header.append("\",signature=\"").append(signature).append("\"");
  return header;
}

}  // namespace fenrun::wechat
