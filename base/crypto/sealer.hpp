// Personal data at rest: each field sealed on its own with AES-256-GCM, found again by a blind index.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/cipher.hpp"
#include "base/random.hpp"

namespace fenrun::crypto {

// Where a sealed field lives; it is bound into the ciphertext, so that a value moved to another row does not
// open.
struct FieldPlace {
  std::string_view table;
  std::string_view column;
  std::string_view row;  // a stable, unique text of the row, e.g. its public id
};

// Thread-safe. The stored form is: version byte, key id (4 bytes), nonce (12), ciphertext, tag (16).
class Sealer {
 public:
  // `master` keys by id; the highest id seals, all open. `index_master` keys the blind index and never
  // rotates in place.
  Sealer(std::map<std::uint32_t, Secret<Key256>> masters, Secret<Key256> index_master, Random& random);

  [[nodiscard]] std::string seal(const FieldPlace& place, std::string_view plain) const;
  // Nothing when the text was tampered with, moved, or its key is unknown.
  [[nodiscard]] std::optional<std::string> open(const FieldPlace& place, std::string_view sealed) const;
  // Deterministic keyed hash for look-ups; `purpose` separates domains ("openid", "phone").
  [[nodiscard]] std::string blind_index(std::string_view purpose, std::string_view plain) const;

 private:
  std::map<std::uint32_t, Secret<Key256>> masters_;
  Secret<Key256> index_master_;
  Random& random_;
};

}  // namespace fenrun::crypto
