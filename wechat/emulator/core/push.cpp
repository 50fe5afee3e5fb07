#include "wechat/emulator/core/push.hpp"

#include <algorithm>

#include "base/crypto/cipher.hpp"
#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "wechat/emulator/core/parameters.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::size_t kBlockBytes = 32;

std::string big_endian(std::size_t length) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    bytes.push_back(static_cast<char>((length >> shift) & 0xffU));
  return bytes;
}

// The key's 43 characters hold two bits more than 32 bytes. WeChat's keys are any 43 characters, so those
// bits may be set; they are cleared for a decoder that insists on the canonical form.
std::optional<std::string> decode_key(std::string_view encoding_aes_key) {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (encoding_aes_key.size() != 43) return std::nullopt;
  const auto last = kAlphabet.find(encoding_aes_key.back());
  if (last == std::string_view::npos) return std::nullopt;
  std::string canonical(encoding_aes_key);
  canonical.back() = kAlphabet[last & ~std::size_t{3}];
  return crypto::from_base64(canonical + "=");
}

std::string with_query(const std::string& url, const std::string& query) {
  return url + (url.find('?') == std::string::npos ? "?" : "&") + query;
}

std::string signed_query(const PushEndpoint& endpoint, std::int64_t timestamp, std::string_view nonce) {
  const auto time = std::to_string(timestamp);
  return "signature=" + push_signature({endpoint.token, time, std::string(nonce)}) + "&timestamp=" + time +
         "&nonce=" + std::string(nonce);
}

}  // namespace

std::optional<PushMode> push_mode_named(std::string_view name) {
  if (name == "plain") return PushMode::plain;
  if (name == "compatible") return PushMode::compatible;
  if (name == "secure") return PushMode::secure;
  return std::nullopt;
}

std::string_view name_of(PushMode mode) {
  switch (mode) {
    case PushMode::plain:
      return "plain";
    case PushMode::compatible:
      return "compatible";
    case PushMode::secure:
      return "secure";
  }
  return {};
}

std::string push_signature(std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end());
  std::string joined;
  for (const auto& part : parts) joined += part;
  return crypto::to_hex(crypto::sha1(joined));
}

std::optional<std::string> encrypt_push(std::string_view encoding_aes_key, std::string_view appid,
                                        std::string_view message,
                                        const std::array<std::uint8_t, 16>& prefix) {
  const auto key = decode_key(encoding_aes_key);
  if (!key) return std::nullopt;
  std::string plain(crypto::as_text(prefix));
  plain += big_endian(message.size());
  plain += message;
  plain += appid;
  const auto padding = kBlockBytes - plain.size() % kBlockBytes;
  plain.append(padding, static_cast<char>(padding));
  const auto key_bytes = crypto::as_bytes(*key);
  const auto cipher = crypto::aes_cbc_encrypt(key_bytes, key_bytes.first(16), plain);
  if (!cipher) return std::nullopt;
  return crypto::to_base64(crypto::as_bytes(*cipher));
}

std::optional<PushRequest> make_push(const PushEndpoint& endpoint, std::string_view appid,
                                     const Json& message, std::int64_t timestamp, const PushChance& chance) {
  const auto text = message.dump();
  const auto sender = message.value("FromUserName", "");
  auto query = signed_query(endpoint, timestamp, chance.nonce);
  if (!sender.empty()) query += "&openid=" + percent_encode(sender);
  PushRequest request{"POST", {}, text, endpoint.ca_file, endpoint.timeout};
  if (endpoint.mode != PushMode::plain) {
    const auto encrypted = encrypt_push(endpoint.encoding_aes_key, appid, text, chance.prefix);
    if (!encrypted) return std::nullopt;
    const auto signature =
        push_signature({endpoint.token, std::to_string(timestamp), chance.nonce, *encrypted});
    query += "&encrypt_type=aes&msg_signature=" + signature;
    Json body = endpoint.mode == PushMode::compatible ? message
                                                      : Json{{"ToUserName", message.value("ToUserName", "")}};
    body["Encrypt"] = *encrypted;
    request.body = body.dump();
  }
  request.url = with_query(endpoint.url, query);
  return request;
}

PushRequest make_push_check(const PushEndpoint& endpoint, std::int64_t timestamp, std::string_view nonce,
                            std::string_view echostr) {
  const auto query = signed_query(endpoint, timestamp, nonce) + "&echostr=" + std::string(echostr);
  return {"GET", with_query(endpoint.url, query), {}, endpoint.ca_file, endpoint.timeout};
}

bool is_push_accepted(int http_status, std::string_view body) {
  return http_status == 200 && (body.empty() || body == "success" || body.front() == '{');
}

}  // namespace fenrun::emulator
