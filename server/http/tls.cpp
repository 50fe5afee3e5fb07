#include "server/http/tls.hpp"

#include <openssl/err.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/assert.hpp"

namespace fenrun::server {
namespace {

constexpr const char* kCiphersOfTls12 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

[[noreturn]] void fail(const std::string& what) {
  std::array<char, 256> reason{};
  ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
  ERR_clear_error();
  throw std::runtime_error(what + ": " + reason.data());
}

// A client that offers ALPN but not HTTP/1.1 cannot be served; one that offers none is taken to speak it.
int select_http11(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* offered,
                  unsigned int offered_length, void*) {
  static constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  const int result =
      SSL_select_next_proto(&chosen, out_length, kHttp11.data(), kHttp11.size(), offered, offered_length);
  *out = chosen;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void choose_protocols(SSL_CTX* context) {
  FENRUN_ASSERT(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
  FENRUN_ASSERT(SSL_CTX_set_cipher_list(context, kCiphersOfTls12) == 1);
  FENRUN_ASSERT(SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1);
  SSL_CTX_set_alpn_select_cb(context, select_http11, nullptr);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                   SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Without tickets and cache there is no resumption, no ticket key to keep and rotate, and a cheaper full
  // handshake.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  FENRUN_ASSERT(SSL_CTX_set_num_tickets(context, 0) == 1);
  // An idle connection keeps no record buffers; a busy one reads header and record of TLS by one system call.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
}

}  // namespace

TlsContext make_tls_context(const TlsFiles& files) {
  TlsContext context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) fail("TLS cannot be set up");
  choose_protocols(context.get());
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate_chain.c_str()) != 1) {
    fail("certificate " + files.certificate_chain + " cannot be used");
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.private_key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    fail("private key " + files.private_key + " cannot be used with certificate " + files.certificate_chain);
  }
  return context;
}

}  // namespace fenrun::server
