#include "base/crypto/sha1_stream.hpp"

#include <openssl/evp.h>

#include "base/assert.hpp"

namespace fenrun::crypto {

struct Sha1Stream::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha1Stream::Sha1Stream() : state_(std::make_unique<State>()) {
  const bool has_begun =
      state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha1(), nullptr) == 1;
  FENRUN_ASSERT(has_begun);
}

Sha1Stream::~Sha1Stream() = default;

void Sha1Stream::add(std::string_view data) {
  const bool is_added = EVP_DigestUpdate(state_->context.get(), data.data(), data.size()) == 1;
  FENRUN_ASSERT(is_added);
}

Sha1 Sha1Stream::finish() {
  Sha1 digest{};
  const bool is_finished = EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr) == 1;
  FENRUN_ASSERT(is_finished);
  return digest;
}

}  // namespace fenrun::crypto
