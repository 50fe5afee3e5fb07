#include "wechat/pay/keys/key_files.hpp"

#include <fstream>

#include "wechat/pay/keys/certificate.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::size_t kKeyFileBytesMax = 64 * 1024;

Error key_file_unusable(const std::string& file, const char* why) {
  return Error(kPayKeysUnusable).internal_note(file + ": " + why);
}

Result<std::string> read_key_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content(kKeyFileBytesMax + 1, '\0');
  if (!file.read(content.data(), static_cast<std::streamsize>(content.size())) && !file.eof()) {
    return key_file_unusable(path, "cannot be read");
  }
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (content.size() > kKeyFileBytesMax) return key_file_unusable(path, "is too long");
  return content;
}

Result<PlatformKey> read_public_key(const PublicKeyFile& entry) {
  const auto pem = read_key_file(entry.file);
  if (!pem) return pem.error();
  auto key = RsaPublicKey::from_pem(*pem);
  if (!key) return key_file_unusable(entry.file, "is not a PEM public key of 2048 bits or more");
  return PlatformKey{entry.id, std::move(*key)};
}

Result<PlatformKey> read_certificate_file(const std::string& path) {
  const auto pem = read_key_file(path);
  if (!pem) return pem.error();
  auto certificate = read_certificate(*pem);
  if (!certificate) return key_file_unusable(path, "is not a PEM certificate with an RSA key");
  return PlatformKey{certificate->serial, std::move(certificate->key), certificate->not_before,
                     certificate->not_after};
}

}  // namespace

Result<std::vector<PlatformKey>> read_key_files(const KeyFiles& files) {
  std::vector<PlatformKey> keys;
  for (const auto& entry : files.public_keys) {
    auto key = read_public_key(entry);
    if (!key) return key.error();
    keys.push_back(std::move(*key));
  }
  for (const auto& path : files.certificates) {
    auto key = read_certificate_file(path);
    if (!key) return key.error();
    keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace fenrun::wechat
