#include "base/secret.hpp"

#include <openssl/crypto.h>

namespace fenrun {

void wipe(void* data, std::size_t size) noexcept { OPENSSL_cleanse(data, size); }

void wipe(std::string& text) noexcept {
  // A moved-from short string keeps its characters beyond its size; growing to capacity allocates nothing.
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace fenrun
