#include "server/api/cursor.hpp"

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"

namespace fenrun::server {
namespace {

constexpr std::size_t kMacBytes = 16;
constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kTextMax = 512;

std::string mac_of(std::string_view payload, std::string_view scope, const crypto::Key256& key) {
  std::string message(scope);
  message += '\0';
  message += payload;
  const auto mac = crypto::hmac_sha256(key, message);
  return std::string(crypto::as_text(mac).substr(0, kMacBytes));
}

}  // namespace

std::string encode_cursor(const Cursor& cursor, std::string_view scope, const crypto::Key256& key) {
  std::string payload;
  const auto id = static_cast<std::uint64_t>(cursor.id);
  for (int shift = 56; shift >= 0; shift -= 8)
    payload += static_cast<char>((id >> static_cast<unsigned>(shift)) & 0xFFU);
  payload += cursor.sort;
  return crypto::to_base64url(crypto::as_bytes(payload + mac_of(payload, scope, key)));
}

std::optional<Cursor> decode_cursor(std::string_view text, std::string_view scope,
                                    const crypto::Key256& key) {
  if (text.size() > kTextMax) return std::nullopt;
  const auto bytes = crypto::from_base64url(text);
  if (!bytes || bytes->size() < kIdBytes + kMacBytes) return std::nullopt;
  const std::string_view payload = std::string_view(*bytes).substr(0, bytes->size() - kMacBytes);
  const std::string_view mac = std::string_view(*bytes).substr(payload.size());
  if (!crypto::equal_in_constant_time(mac, mac_of(payload, scope, key))) return std::nullopt;
  std::uint64_t id = 0;
  for (std::size_t i = 0; i < kIdBytes; ++i) id = (id << 8U) | static_cast<std::uint8_t>(payload[i]);
  return Cursor{std::string(payload.substr(kIdBytes)), static_cast<std::int64_t>(id)};
}

}  // namespace fenrun::server
