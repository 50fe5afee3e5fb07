#include "base/crypto/sealer.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/crypto/digest.hpp"

namespace fenrun::crypto {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kKeyIdSize = 4;
constexpr std::size_t kHeaderSize = 1 + kKeyIdSize + std::tuple_size_v<Nonce96>;

std::string big_endian(std::uint32_t number) {
  std::string text;
  for (unsigned shift = 32; shift > 0; shift -= 8) text += static_cast<char>(number >> (shift - 8) & 0xFFU);
  return text;
}

// Each part carries its length, so that ("ab","c") and ("a","bc") never give the same bytes.
std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) {
    text += big_endian(static_cast<std::uint32_t>(part.size()));
    text += part;
  }
  return text;
}

// A key of its own for each column: the bound on random nonces then counts per column, not for the whole
// database.
Secret<Key256> column_key(const Secret<Key256>& master, const FieldPlace& place) {
  return Secret<Key256>(
      hkdf_sha256(master.reveal(), {}, joined({"fenrun seal 1", place.table, place.column})));
}

std::string additional_data(const FieldPlace& place, std::string_view key_id) {
  return joined({place.table, place.column, place.row, key_id});
}

}  // namespace

Sealer::Sealer(std::map<std::uint32_t, Secret<Key256>> masters, Secret<Key256> index_master, Random& random)
    : masters_(std::move(masters)), index_master_(std::move(index_master)), random_(random) {
  FENRUN_ASSERT(!masters_.empty());
}

std::string Sealer::seal(const FieldPlace& place, std::string_view plain) const {
  const auto& [id, master] = *masters_.rbegin();
  const std::string key_id = big_endian(id);
  const Nonce96 nonce = random_.bytes<std::tuple_size_v<Nonce96>>();
  std::string sealed(1, kVersion);
  sealed += key_id;
  sealed += as_text(nonce);
  sealed += aes256_gcm_seal(column_key(master, place).reveal(), nonce, additional_data(place, key_id), plain);
  return sealed;
}

std::optional<std::string> Sealer::open(const FieldPlace& place, std::string_view sealed) const {
  if (sealed.size() < kHeaderSize || sealed.front() != kVersion) return std::nullopt;
  const std::string_view key_id = sealed.substr(1, kKeyIdSize);
  std::uint32_t id = 0;
  for (const std::uint8_t byte : as_bytes(key_id)) id = id << 8U | byte;
  const auto master = masters_.find(id);
  if (master == masters_.end()) return std::nullopt;
  Nonce96 nonce{};
  std::ranges::copy(as_bytes(sealed.substr(1 + kKeyIdSize, nonce.size())), nonce.begin());
  return aes256_gcm_open(column_key(master->second, place).reveal(), nonce, additional_data(place, key_id),
                         sealed.substr(kHeaderSize));
}

std::string Sealer::blind_index(std::string_view purpose, std::string_view plain) const {
  const Secret<Key256> key(
      hkdf_sha256(index_master_.reveal(), {}, joined({"fenrun blind index 1", purpose})));
  const Sha256 index = hmac_sha256(key.reveal(), plain);
  return std::string(as_text(index));
}

}  // namespace fenrun::crypto
