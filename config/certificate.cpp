#include "config/certificate.hpp"

#include <optional>

#include "base/crypto/pem.hpp"
#include "config/secret_file.hpp"

namespace fenrun::config {
namespace {

// Nothing for a file that cannot be read: Reader::file() has said so.
std::optional<SecretText> pem_of(const std::string& path) {
  if (path.empty()) return std::nullopt;
  auto text = read_secret_file(path, Privacy::any);
  if (!text) return std::nullopt;
  return std::move(*text);
}

}  // namespace

void read_certificates(Reader& reader, std::string_view key, std::string& path, Need need) {
  reader.file(key, path, need);
  const auto pem = pem_of(path);
  if (pem && !crypto::holds_certificates(pem->reveal())) {
    reader.problem(key, path + " holds no certificate, or one that cannot be read",
                   "give a PEM file of certificates");
  }
}

void read_key_of(const std::string& certificates, Reader& reader, std::string_view key, std::string& path) {
  reader.private_file(key, path, Need::required);
  const auto pem = pem_of(path);
  if (!pem) return;
  if (!crypto::holds_private_key(pem->reveal())) {
    reader.problem(key, path + " holds no private key without a passphrase", "give the key's PEM file");
    return;
  }
  const auto chain = pem_of(certificates);
  if (!chain || !crypto::holds_certificates(chain->reveal())) return;  // read_certificates() has said so
  if (!crypto::is_key_of_first(chain->reveal(), pem->reveal())) {
    reader.problem(key, path + " is not the key of the first certificate in " + certificates,
                   "give the key that the certificate was issued for");
  }
}

}  // namespace fenrun::config
