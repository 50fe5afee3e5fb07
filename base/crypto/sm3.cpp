#include "base/crypto/sm3.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

namespace fenrun::crypto {

std::optional<Sm3> sm3(std::string_view data) {
  Sm3 out{};
  const int done = EVP_Digest(data.data(), data.size(), out.data(), nullptr, EVP_sm3(), nullptr);
  ERR_clear_error();
  if (done != 1) return std::nullopt;
  return out;
}

}  // namespace fenrun::crypto
