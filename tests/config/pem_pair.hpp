// A server's certificate and its key, as the text of PEM files.
#pragma once

#include <string>

namespace fenrun::config {

struct PemPair {
  PemPair();  // a new pair each time

  std::string certificate;
  std::string key;
  std::string locked_key;  // the same key behind a passphrase
};

}  // namespace fenrun::config
