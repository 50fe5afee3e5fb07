// Symmetric encryption: AES-256-GCM for what we store, AES-CBC where WeChat's wire demands it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/encoding.hpp"
#include "base/secret.hpp"

namespace fenrun::crypto {

using Key256 = std::array<std::uint8_t, 32>;
using Nonce96 = std::array<std::uint8_t, 12>;

// Ciphertext followed by the 16-byte tag.
std::string aes256_gcm_seal(const Key256& key, const Nonce96& nonce, std::string_view aad,
                            std::string_view plain);
// Nothing when the tag does not match.
std::optional<std::string> aes256_gcm_open(const Key256& key, const Nonce96& nonce, std::string_view aad,
                                           std::string_view sealed);

// AES-128/192/256-CBC by key length (16, 24, 32), iv of 16 bytes, no padding: lengths must be multiples of 16
// or nothing is returned.
std::optional<std::string> aes_cbc_decrypt(Bytes key, Bytes iv, std::string_view cipher);
std::optional<std::string> aes_cbc_encrypt(Bytes key, Bytes iv, std::string_view plain);

}  // namespace fenrun::crypto
