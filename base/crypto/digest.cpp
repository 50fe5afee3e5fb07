#include "base/crypto/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>
#include <stdexcept>

namespace fenrun::crypto {
namespace {

struct FreeDigest {
  void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
};

// Looked up once: EVP_sha256() makes OpenSSL 3 search its providers for every digest.
const EVP_MD* fetched_sha256() {
  static const std::unique_ptr<EVP_MD, FreeDigest> kAlgorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  if (kAlgorithm == nullptr) throw std::runtime_error("OpenSSL does not offer SHA-256");
  return kAlgorithm.get();
}

template <class Out>
Out digest(const EVP_MD* algorithm, Bytes data) {
  Out out{};
  if (EVP_Digest(data.data(), data.size(), out.data(), nullptr, algorithm, nullptr) != 1) {
    throw std::runtime_error("digest failed");
  }
  return out;
}

template <class Out>
Out hmac(const EVP_MD* algorithm, Bytes key, Bytes message) {
  Out out{};
  // OpenSSL reads a null key as "keep the last one", so an empty key needs an address.
  static constexpr std::uint8_t kEmpty = 0;
  const std::uint8_t* const key_data = key.empty() ? &kEmpty : key.data();
  if (HMAC(algorithm, key_data, static_cast<int>(key.size()), message.data(), message.size(), out.data(),
           nullptr) == nullptr) {
    throw std::runtime_error("HMAC failed");
  }
  return out;
}

}  // namespace

Sha256 sha256(Bytes data) { return digest<Sha256>(fetched_sha256(), data); }
Sha256 sha256(std::string_view data) { return sha256(as_bytes(data)); }
Sha1 sha1(std::string_view data) { return digest<Sha1>(EVP_sha1(), as_bytes(data)); }

Sha256 hmac_sha256(Bytes key, std::string_view message) {
  return hmac<Sha256>(EVP_sha256(), key, as_bytes(message));
}

Sha1 hmac_sha1(Bytes key, std::string_view message) { return hmac<Sha1>(EVP_sha1(), key, as_bytes(message)); }

Sha256 hkdf_sha256(Bytes key_material, Bytes salt, std::string_view info) {
  // Extract, then the first block of expand: 32 bytes are exactly one block.
  const Sha256 extracted = hmac_sha256(salt, as_text(key_material));
  return hmac_sha256(extracted, std::string(info) + '\x01');
}

bool equal_in_constant_time(Bytes a, Bytes b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return equal_in_constant_time(as_bytes(a), as_bytes(b));
}

}  // namespace fenrun::crypto
