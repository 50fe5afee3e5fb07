#include "tests/wechat/support/certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace fenrun::wechat::testing {
namespace {

void require(bool is_ok, const char* what) {
  if (!is_ok) throw std::runtime_error(what);
}

std::shared_ptr<EVP_PKEY> make_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  require(extension != nullptr, "extension");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// An unsigned certificate for `key`.
std::shared_ptr<X509> make_certificate(EVP_PKEY* key, const char* name, Validity validity, long serial) {
  std::shared_ptr<X509> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), validity.from_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), validity.until_s);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

}  // namespace

Authority::Authority() {
  self_.key = make_key();
  self_.certificate = make_certificate(self_.key.get(), "test authority", {}, 1);
  X509* const own = self_.certificate.get();
  X509_set_issuer_name(own, X509_get_subject_name(own));
  add_extension(own, own, NID_basic_constraints, "critical,CA:TRUE");
  require(X509_sign(own, self_.key.get(), EVP_sha256()) > 0, "sign");

  std::string path = (std::filesystem::temp_directory_path() / "fenrun-ca-XXXXXX").string();
  const int descriptor = ::mkstemp(path.data());
  require(descriptor >= 0, "mkstemp");
  FILE* const out = ::fdopen(descriptor, "w");
  require(out != nullptr && PEM_write_X509(out, own) == 1, "write");
  std::fclose(out);
  file_ = path;
}

Authority::~Authority() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

Identity Authority::issue(const std::string& alternative_name, Validity validity) const {
  Identity issued;
  issued.key = make_key();
  issued.certificate = make_certificate(issued.key.get(), "test server", validity, 2);
  X509* const own = issued.certificate.get();
  X509_set_issuer_name(own, X509_get_subject_name(self_.certificate.get()));
  add_extension(own, self_.certificate.get(), NID_subject_alt_name, alternative_name);
  require(X509_sign(own, self_.key.get(), EVP_sha256()) > 0, "sign");
  return issued;
}

}  // namespace fenrun::wechat::testing
