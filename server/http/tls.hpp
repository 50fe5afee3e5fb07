// Server side of TLS: certificate, protocol versions and ciphers (Mozilla "intermediate": 1.2 and 1.3, ECDHE
// with AES-GCM or ChaCha20, X25519, P-256 and P-384), ALPN http/1.1. No session tickets and no renegotiation.
#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "server/http/server.hpp"

namespace fenrun::server {

using TlsContext = std::shared_ptr<SSL_CTX>;

// Throws std::runtime_error naming the file that cannot be read, is not PEM, or does not fit its pair.
TlsContext make_tls_context(const TlsFiles& files);

}  // namespace fenrun::server
