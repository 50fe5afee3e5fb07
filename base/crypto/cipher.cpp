#include "base/crypto/cipher.hpp"

#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

namespace fenrun::crypto {
namespace {

constexpr std::size_t kTagSize = 16;
constexpr std::size_t kBlockSize = 16;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

void require(bool good) {
  if (!good) throw std::runtime_error("cipher failed");
}

Context make_context() {
  Context context(EVP_CIPHER_CTX_new());
  require(context != nullptr);
  return context;
}

struct FreeCipher {
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};

// Looked up once: EVP_aes_256_gcm() makes OpenSSL 3 search its providers for every message.
const EVP_CIPHER* aes256_gcm() {
  static const std::unique_ptr<EVP_CIPHER, FreeCipher> kCipher(
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  require(kCipher != nullptr);
  return kCipher.get();
}

// A context keyed for one GCM message, with the additional data already fed in.
Context start_gcm(const Key256& key, const Nonce96& nonce, std::string_view aad, bool encrypt) {
  Context context = make_context();
  require(EVP_CipherInit_ex(context.get(), aes256_gcm(), nullptr, key.data(), nonce.data(),
                            encrypt ? 1 : 0) == 1);
  int size = 0;
  require(EVP_CipherUpdate(context.get(), nullptr, &size, as_bytes(aad).data(),
                           static_cast<int>(aad.size())) == 1);
  return context;
}

std::string update(EVP_CIPHER_CTX* context, std::string_view in) {
  std::string out(in.size(), '\0');
  int size = 0;
  require(EVP_CipherUpdate(context, reinterpret_cast<unsigned char*>(out.data()), &size, as_bytes(in).data(),
                           static_cast<int>(in.size())) == 1);
  require(static_cast<std::size_t>(size) == in.size());
  return out;
}

const EVP_CIPHER* cbc_of(std::size_t key_size) {
  switch (key_size) {
    case 16:
      return EVP_aes_128_cbc();
    case 24:
      return EVP_aes_192_cbc();
    case 32:
      return EVP_aes_256_cbc();
    default:
      return nullptr;
  }
}

std::optional<std::string> run_cbc(Bytes key, Bytes iv, std::string_view in, bool encrypt) {
  const EVP_CIPHER* const cipher = cbc_of(key.size());
  if (cipher == nullptr || iv.size() != kBlockSize || in.size() % kBlockSize != 0) return std::nullopt;
  const Context context = make_context();
  require(EVP_CipherInit_ex(context.get(), cipher, nullptr, key.data(), iv.data(), encrypt ? 1 : 0) == 1);
  require(EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1);
  return update(context.get(), in);
}

}  // namespace

std::string aes256_gcm_seal(const Key256& key, const Nonce96& nonce, std::string_view aad,
                            std::string_view plain) {
  const Context context = start_gcm(key, nonce, aad, true);
  std::string sealed = update(context.get(), plain);
  std::array<std::uint8_t, kTagSize> tag{};
  int size = 0;
  require(EVP_EncryptFinal_ex(context.get(), tag.data(), &size) == 1);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, tag.data()) == 1);
  return sealed.append(as_text(tag));
}

std::optional<std::string> aes256_gcm_open(const Key256& key, const Nonce96& nonce, std::string_view aad,
                                           std::string_view sealed) {
  if (sealed.size() < kTagSize) return std::nullopt;
  const std::string_view cipher = sealed.substr(0, sealed.size() - kTagSize);
  std::string tag(sealed.substr(cipher.size()));
  const Context context = start_gcm(key, nonce, aad, false);
  std::string plain = update(context.get(), cipher);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1);
  std::array<std::uint8_t, kBlockSize> rest{};
  int size = 0;
  if (EVP_DecryptFinal_ex(context.get(), rest.data(), &size) != 1) {
    wipe(plain);
    return std::nullopt;
  }
  return plain;
}

std::optional<std::string> aes_cbc_decrypt(Bytes key, Bytes iv, std::string_view cipher) {
  return run_cbc(key, iv, cipher, false);
}

std::optional<std::string> aes_cbc_encrypt(Bytes key, Bytes iv, std::string_view plain) {
  return run_cbc(key, iv, plain, true);
}

}  // namespace fenrun::crypto
