// SHA-1 of what is not held at once.
#pragma once

#include <memory>
#include <string_view>

#include "base/crypto/digest.hpp"

namespace fenrun::crypto {

class Sha1Stream {
 public:
  Sha1Stream();
  ~Sha1Stream();
  Sha1Stream(const Sha1Stream&) = delete;
  Sha1Stream& operator=(const Sha1Stream&) = delete;

  void add(std::string_view data);
  // Once, at the end.
  Sha1 finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fenrun::crypto
