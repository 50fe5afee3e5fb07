// OpenSSL's handles for rsa.cpp and certificate.cpp only: this header brings OpenSSL with it.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <optional>
#include <string_view>

#include "wechat/pay/keys/rsa.hpp"

namespace fenrun::wechat {

template <auto free_handle>
struct OpensslFree {
  template <class T>
  void operator()(T* handle) const {
    free_handle(handle);
  }
};
using BioHandle = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;
using PkeyHandle = std::unique_ptr<EVP_PKEY, OpensslFree<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, OpensslFree<EVP_PKEY_CTX_free>>;
using X509Handle = std::unique_ptr<X509, OpensslFree<X509_free>>;

// Reads from `text`, which must outlive the handle.
BioHandle bio_over(std::string_view text);

// Nothing unless `key` is an RSA key of a size we accept. With `is_private` it signs, else it verifies.
std::shared_ptr<const RsaParts> prepare_rsa(PkeyHandle key, bool is_private);

}  // namespace fenrun::wechat
