#include "wechat/pay/keys/rsa.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <climits>
#include <stdexcept>

#include "base/crypto/digest.hpp"
#include "wechat/pay/keys/openssl.hpp"

namespace fenrun::wechat {

// Making a context ready asks OpenSSL's providers for algorithms by name, which costs more than verifying; a
// copy of a ready one does not. The templates are only ever copied.
struct RsaParts {
  PkeyHandle key;
  PkeyContext verifying;
  PkeyContext signing;  // null for a public key
};

namespace {

using Step = int (*)(EVP_PKEY_CTX*);

const unsigned char* rsa_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* rsa_bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// OpenSSL keeps its errors in a queue of the thread; what we answer ourselves must not stay in it.
template <class T>
T without_openssl_errors(T value) {
  ERR_clear_error();
  return value;
}

PkeyContext signature_template(EVP_PKEY* key, Step initialise) {
  PkeyContext context(EVP_PKEY_CTX_new(key, nullptr));
  if (context == nullptr || initialise(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1 ||
      EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) != 1) {
    throw std::runtime_error("OpenSSL does not offer RSA with SHA-256");
  }
  return context;
}

PkeyContext copy_of(const PkeyContext& ready) {
  PkeyContext context(EVP_PKEY_CTX_dup(ready.get()));
  if (context == nullptr) throw std::runtime_error("cannot copy an RSA context");
  return context;
}

PkeyContext oaep_context(EVP_PKEY* key, Step initialise) {
  PkeyContext context(EVP_PKEY_CTX_new(key, nullptr));
  if (context == nullptr || initialise(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), EVP_sha1()) != 1 ||
      EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), EVP_sha1()) != 1) {
    throw std::runtime_error("OpenSSL does not offer OAEP with SHA-1");
  }
  return context;
}

// A PEM that asks for a pass phrase is refused instead of waiting for somebody to type one.
int no_pass_phrase(char*, int, int, void*) { return -1; }

std::size_t modulus_bytes(const RsaParts& parts) {
  return static_cast<std::size_t>(EVP_PKEY_get_size(parts.key.get()));
}

}  // namespace

BioHandle bio_over(std::string_view text) {
  if (text.size() > INT_MAX) return nullptr;
  return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::shared_ptr<const RsaParts> prepare_rsa(PkeyHandle key, bool is_private) {
  if (key == nullptr || EVP_PKEY_is_a(key.get(), "RSA") != 1) return without_openssl_errors(nullptr);
  const int bits = EVP_PKEY_get_bits(key.get());
  if (bits < kRsaBitsMin || bits > kRsaBitsMax) return nullptr;
  auto parts = std::make_shared<RsaParts>();
  parts->verifying = signature_template(key.get(), EVP_PKEY_verify_init);
  if (is_private) parts->signing = signature_template(key.get(), EVP_PKEY_sign_init);
  parts->key = std::move(key);
  return parts;
}

std::optional<RsaPublicKey> RsaPublicKey::from_pem(std::string_view pem) {
  const BioHandle bio = bio_over(pem);
  if (bio == nullptr) return std::nullopt;
  PkeyHandle key(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_pass_phrase, nullptr));
  auto parts = without_openssl_errors(prepare_rsa(std::move(key), false));
  if (parts == nullptr) return std::nullopt;
  return RsaPublicKey(std::move(parts));
}

bool RsaPublicKey::verify(std::string_view message, std::string_view signature) const {
  const auto digest = crypto::sha256(message);
  const PkeyContext context = copy_of(parts_->verifying);
  return without_openssl_errors(EVP_PKEY_verify(context.get(), rsa_bytes(signature), signature.size(),
                                                digest.data(), digest.size())) == 1;
}

std::optional<std::string> RsaPublicKey::seal(std::string_view plain) const {
  const PkeyContext context = oaep_context(parts_->key.get(), EVP_PKEY_encrypt_init);
  std::string sealed(modulus_bytes(*parts_), '\0');
  std::size_t size = sealed.size();
  const int done = without_openssl_errors(
      EVP_PKEY_encrypt(context.get(), rsa_bytes(sealed), &size, rsa_bytes(plain), plain.size()));
  if (done != 1) return std::nullopt;
  sealed.resize(size);
  return sealed;
}

int RsaPublicKey::bits() const { return EVP_PKEY_get_bits(parts_->key.get()); }

bool RsaPublicKey::is_same_as(const RsaPublicKey& other) const {
  return without_openssl_errors(EVP_PKEY_eq(parts_->key.get(), other.parts_->key.get())) == 1;
}

std::optional<RsaPrivateKey> RsaPrivateKey::from_pem(const SecretText& pem) {
  const BioHandle bio = bio_over(pem.reveal());
  if (bio == nullptr) return std::nullopt;
  PkeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
  auto parts = without_openssl_errors(prepare_rsa(std::move(key), true));
  if (parts == nullptr) return std::nullopt;
  return RsaPrivateKey(std::move(parts));
}

std::string RsaPrivateKey::sign(std::string_view message) const {
  const auto digest = crypto::sha256(message);
  const PkeyContext context = copy_of(parts_->signing);
  std::string signature(modulus_bytes(*parts_), '\0');
  std::size_t size = signature.size();
  if (EVP_PKEY_sign(context.get(), rsa_bytes(signature), &size, digest.data(), digest.size()) != 1) {
    throw std::runtime_error("RSA signing failed");
  }
  signature.resize(size);
  return signature;
}

std::optional<std::string> RsaPrivateKey::open(std::string_view sealed) const {
  const PkeyContext context = oaep_context(parts_->key.get(), EVP_PKEY_decrypt_init);
  std::string plain(modulus_bytes(*parts_), '\0');
  std::size_t size = plain.size();
  const int done = without_openssl_errors(
      EVP_PKEY_decrypt(context.get(), rsa_bytes(plain), &size, rsa_bytes(sealed), sealed.size()));
  if (done != 1) {
    wipe(plain);
    return std::nullopt;
  }
  plain.resize(size);
  return plain;
}

}  // namespace fenrun::wechat
