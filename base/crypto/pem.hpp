// What a PEM text holds, asked before anybody relies on it: a wrong file is named by whoever checks a
// configuration, not by the first handshake. A key behind a passphrase counts as none; nobody is there to
// type it.
#pragma once

#include <string_view>

namespace fenrun::crypto {

// Whether there is at least one certificate and each can be read.
[[nodiscard]] bool holds_certificates(std::string_view pem);
[[nodiscard]] bool holds_private_key(std::string_view pem);
// Whether the key is that of the first certificate, the one a server shows as its own.
[[nodiscard]] bool is_key_of_first(std::string_view certificates, std::string_view key);

}  // namespace fenrun::crypto
