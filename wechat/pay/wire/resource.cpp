#include "wechat/pay/wire/resource.hpp"

#include <algorithm>

#include "base/crypto/encoding.hpp"

namespace fenrun::wechat {

std::optional<Secret<crypto::Key256>> read_apiv3_key(const SecretText& text) {
  crypto::Key256 key{};
  if (text.reveal().size() != key.size()) return std::nullopt;
  const auto bytes = crypto::as_bytes(text.reveal());
  std::copy(bytes.begin(), bytes.end(), key.begin());
  Secret<crypto::Key256> secret(key);
  wipe(key.data(), key.size());
  return secret;
}

std::optional<SealedResource> read_sealed_resource(const Json& object) {
  const auto* const algorithm = text_member(object, "algorithm");
  const auto* const nonce = text_member(object, "nonce");
  const auto* const ciphertext = text_member(object, "ciphertext");
  if (algorithm == nullptr || nonce == nullptr || ciphertext == nullptr) return std::nullopt;
  SealedResource resource{*algorithm, *nonce, {}, *ciphertext};
  if (object.contains("associated_data") && !object.at("associated_data").is_null()) {
    const auto* const associated_data = text_member(object, "associated_data");
    if (associated_data == nullptr) return std::nullopt;
    resource.associated_data = *associated_data;
  }
  return resource;
}

std::optional<std::string> open_resource(const Apiv3Keys& keys, const SealedResource& resource) {
  crypto::Nonce96 nonce{};
  if (resource.algorithm != kPayResourceAlgorithm || resource.nonce.size() != nonce.size()) {
    return std::nullopt;
  }
  const auto sealed = crypto::from_base64(resource.ciphertext);
  if (!sealed) return std::nullopt;
  const auto bytes = crypto::as_bytes(resource.nonce);
  std::copy(bytes.begin(), bytes.end(), nonce.begin());
  for (const auto& key : keys) {
    auto plain = crypto::aes256_gcm_open(key.reveal(), nonce, resource.associated_data, *sealed);
    if (plain) return plain;
  }
  return std::nullopt;
}

}  // namespace fenrun::wechat
