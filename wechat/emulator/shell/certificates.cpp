#include "wechat/emulator/shell/certificates.hpp"

#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>

namespace fenrun::emulator {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr long kCaDays = 3650;
constexpr long kServerDays = 825;
constexpr long kDaySeconds = 86'400;
constexpr const char* kNames =
    "DNS:localhost,IP:127.0.0.1,IP:::1,DNS:api.weixin.qq.com,DNS:api.mch.weixin.qq.com,DNS:api2.mch.weixin."
    "qq.com";

void require(bool is_done, const char* what) {
  if (!is_done) throw std::runtime_error(std::string("cannot make a certificate: ") + what);
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  require(key != nullptr, "no key");
  return key;
}

void extend(X509* certificate, X509* issuer, int extension_id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, extension_id, value), &X509_EXTENSION_free);
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, value);
}

// Two authorities of one name must differ in their serial numbers, so these are drawn at random.
void set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(BN_new(), &BN_free);
  require(BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1, "no serial number");
  require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr,
          "no serial number");
}

Certificate make_unsigned(EVP_PKEY* key, const char* name, long days) {
  Certificate certificate(X509_new(), &X509_free);
  require(certificate != nullptr, "out of memory");
  X509_set_version(certificate.get(), 2);
  set_serial(certificate.get());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDaySeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days * kDaySeconds);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

Certificate make_ca(EVP_PKEY* key) {
  auto ca = make_unsigned(key, "Fenrun emulator CA", kCaDays);
  X509_set_issuer_name(ca.get(), X509_get_subject_name(ca.get()));
  extend(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
  require(X509_sign(ca.get(), key, EVP_sha256()) > 0, "not signed");
  return ca;
}

Certificate make_server(EVP_PKEY* key, X509* ca, EVP_PKEY* ca_key) {
  auto server = make_unsigned(key, "localhost", kServerDays);
  X509_set_issuer_name(server.get(), X509_get_subject_name(ca));
  extend(server.get(), ca, NID_basic_constraints, "critical,CA:FALSE");
  extend(server.get(), ca, NID_key_usage, "critical,digitalSignature");
  extend(server.get(), ca, NID_ext_key_usage, "serverAuth");
  extend(server.get(), ca, NID_authority_key_identifier, "keyid");
  extend(server.get(), ca, NID_subject_alt_name, kNames);
  require(X509_sign(server.get(), ca_key, EVP_sha256()) > 0, "not signed");
  return server;
}

using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

File create(const std::string& path, mode_t mode) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (descriptor < 0) throw std::runtime_error("cannot write " + path);
  return File(::fdopen(descriptor, "w"), &std::fclose);
}

void write_key(const std::string& path, EVP_PKEY* key) {
  const auto file = create(path, 0600);
  require(PEM_write_PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "key not written");
}

void write_certificate(const std::string& path, X509* certificate) {
  const auto file = create(path, 0644);
  require(PEM_write_X509(file.get(), certificate) == 1, "certificate not written");
}

}  // namespace

GeneratedTls generate_tls(const std::string& folder) {
  namespace fs = std::filesystem;
  fs::create_directories(folder);
  const GeneratedTls files{folder + "/ca.pem", {folder + "/server.pem", folder + "/server-key.pem"}};
  const bool is_there =
      fs::exists(files.ca_file) && fs::exists(files.server.certificate) && fs::exists(files.server.key);
  if (is_there) return files;
  const auto ca_key = make_key();
  const auto ca = make_ca(ca_key.get());
  const auto server_key = make_key();
  const auto server = make_server(server_key.get(), ca.get(), ca_key.get());
  write_key(folder + "/ca-key.pem", ca_key.get());
  write_certificate(files.ca_file, ca.get());
  write_key(files.server.key, server_key.get());
  write_certificate(files.server.certificate, server.get());
  return files;
}

}  // namespace fenrun::emulator
