#include "wechat/miniprogram/push_cipher.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "base/assert.hpp"
#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "wechat/miniprogram/client_data.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::size_t kRandomBytes = 16;
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kPaddingBlockBytes = 32;  // not AES's 16: padding values go up to 32
constexpr std::size_t kKeyCharacters = 43;

crypto::Bytes initial_vector(const crypto::Key256& key) { return crypto::Bytes(key).first(16); }

std::size_t read_big_endian(std::string_view four_bytes) {
  std::size_t value = 0;
  for (const char c : four_bytes) value = (value << 8U) | static_cast<unsigned char>(c);
  return value;
}

std::string big_endian(std::size_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xffU);
  return bytes;
}

crypto::Key256 decode_key(const SecretText& encoding_aes_key) {
  const auto& text = encoding_aes_key.reveal();
  if (text.size() != kKeyCharacters) throw std::invalid_argument("EncodingAESKey must have 43 characters");
  // The last character carries two bits that belong to nothing; WeChat's own keys may have them set, which a
  // strict decoder refuses.
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto last = kAlphabet.find(text.back());
  if (last == std::string_view::npos) throw std::invalid_argument("EncodingAESKey is not base 64");
  std::string canonical = text.substr(0, kKeyCharacters - 1) + kAlphabet[last & ~std::size_t{3}] + "=";
  auto bytes = crypto::from_base64(canonical);
  wipe(canonical);
  if (!bytes || bytes->size() != std::tuple_size_v<crypto::Key256>) {
    throw std::invalid_argument("EncodingAESKey is not base 64");
  }
  crypto::Key256 key{};
  std::copy(bytes->begin(), bytes->end(), key.begin());
  wipe(*bytes);
  return key;
}

}  // namespace

std::string push_signature(std::initializer_list<std::string_view> parts) {
  std::vector<std::string_view> sorted(parts);
  std::sort(sorted.begin(), sorted.end());
  std::string joined;
  for (const auto part : sorted) joined += part;
  return crypto::to_hex(crypto::sha1(joined));
}

PushCipher::PushCipher(const SecretText& encoding_aes_key, std::string appid)
    : key_(decode_key(encoding_aes_key)), appid_(std::move(appid)) {}

std::optional<std::string> PushCipher::open(std::string_view encrypted) const {
  const auto cipher = crypto::from_base64(encrypted);
  if (!cipher) return std::nullopt;
  const auto padded = crypto::aes_cbc_decrypt(key_.reveal(), initial_vector(key_.reveal()), *cipher);
  if (!padded) return std::nullopt;
  const auto frame = without_pkcs7(*padded, kPaddingBlockBytes);
  if (!frame || frame->size() < kRandomBytes + kLengthBytes) return std::nullopt;
  const auto length = read_big_endian(frame->substr(kRandomBytes, kLengthBytes));
  const auto rest = frame->substr(kRandomBytes + kLengthBytes);
  if (length > rest.size() || rest.substr(length) != appid_) return std::nullopt;
  return std::string(rest.substr(0, length));
}

std::string PushCipher::seal(std::string_view message, const std::array<std::uint8_t, 16>& random) const {
  std::string frame(crypto::as_text(random));
  frame += big_endian(message.size());
  frame += message;
  frame += appid_;
  const auto cipher = crypto::aes_cbc_encrypt(key_.reveal(), initial_vector(key_.reveal()),
                                              with_pkcs7(frame, kPaddingBlockBytes));
  FENRUN_ASSERT(cipher.has_value());
  return crypto::to_base64(crypto::as_bytes(*cipher));
}

}  // namespace fenrun::wechat
