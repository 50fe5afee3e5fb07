// What WeChat Pay seals with the merchant's APIv3 key: the resource of a callback, and its certificates.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/crypto/cipher.hpp"
#include "base/secret.hpp"
#include "wechat/json.hpp"

namespace fenrun::wechat {

inline constexpr std::string_view kPayResourceAlgorithm = "AEAD_AES_256_GCM";

using Apiv3Keys = std::vector<Secret<crypto::Key256>>;

// The key as it stands in WeChat's console: its 32 characters are the bytes. Nothing for another length.
std::optional<Secret<crypto::Key256>> read_apiv3_key(const SecretText& text);

struct SealedResource {
  std::string algorithm;
  std::string nonce;            // 12 characters
  std::string associated_data;  // may be empty
  std::string ciphertext;       // base64; the last 16 bytes are the tag
};

// Nothing when a member is missing or of another type.
std::optional<SealedResource> read_sealed_resource(const Json& object);

// Nothing unless one of the keys opens it.
std::optional<std::string> open_resource(const Apiv3Keys& keys, const SealedResource& resource);

}  // namespace fenrun::wechat
