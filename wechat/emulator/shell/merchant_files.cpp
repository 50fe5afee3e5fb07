#include "wechat/emulator/shell/merchant_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace fenrun::emulator {
namespace {

constexpr const char* kMerchantKey = "/apiclient_key.pem";
constexpr const char* kMerchantCertificate = "/apiclient_cert.pem";
constexpr const char* kApiv3Key = "/apiv3_key";
constexpr const char* kPublicKey = "/pub_key.pem";
constexpr const char* kPublicKeyId = "/pub_key_id";
constexpr const char* kMchid = "/mchid";
constexpr const char* kPlatformCertificate = "/platform_cert.pem";
// WeChat Pay's own side, which no merchant ever sees.
constexpr const char* kPublicKeyPrivate = "/wechatpay_private_key.pem";
constexpr const char* kPlatformKey = "/wechatpay_platform_key.pem";

constexpr std::array kEveryFile{kMerchantKey,         kMerchantCertificate, kApiv3Key,
                                kPublicKey,           kPublicKeyId,         kMchid,
                                kPlatformCertificate, kPublicKeyPrivate,    kPlatformKey};

std::string read_merchant_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_merchant_file(const std::string& path, const std::string& text, mode_t mode) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  const bool is_written =
      descriptor >= 0 && ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (descriptor >= 0) ::close(descriptor);
  if (!is_written) throw std::runtime_error("cannot write " + path);
}

template <class Value>
Value usable(std::optional<Value> value, const std::string& path) {
  if (!value) throw std::runtime_error(path + " is not usable");
  return std::move(*value);
}

RsaPrivateKey read_private_key(const std::string& path) {
  return usable(RsaPrivateKey::from_pem(read_merchant_file(path)), path);
}

PayCertificate read_certificate(const std::string& path) {
  return usable(PayCertificate::from_pem(read_merchant_file(path)), path);
}

PayMerchant read_merchant(const std::string& folder, const std::string& appid) {
  PayMerchant merchant{
      read_merchant_file(folder + kMchid),
      appid,
      {},
      {{read_certificate(folder + kPlatformCertificate), read_private_key(folder + kPlatformKey)}},
      {read_merchant_file(folder + kPublicKeyId), read_private_key(folder + kPublicKeyPrivate)},
      read_merchant_file(folder + kApiv3Key)};
  if (merchant.apiv3_key.size() != PayMerchant::kApiv3KeyBytes)
    throw std::runtime_error(folder + kApiv3Key + " is not 32 bytes");
  const auto certificate = read_certificate(folder + kMerchantCertificate);
  merchant.certificates.emplace(certificate.serial, certificate);
  return merchant;
}

void write_merchant(const std::string& folder, const GeneratedMerchant& made) {
  const auto& merchant = made.merchant;
  const auto& platform = merchant.platform_certificates.front();
  write_merchant_file(folder + kMchid, merchant.mchid, 0644);
  write_merchant_file(folder + kMerchantKey, made.merchant_key.pem(), 0600);
  write_merchant_file(folder + kMerchantCertificate, merchant.certificates.begin()->second.pem, 0644);
  write_merchant_file(folder + kApiv3Key, merchant.apiv3_key, 0600);
  write_merchant_file(folder + kPublicKey, merchant.public_key.key.public_pem(), 0644);
  write_merchant_file(folder + kPublicKeyId, merchant.public_key.serial, 0644);
  write_merchant_file(folder + kPublicKeyPrivate, merchant.public_key.key.pem(), 0600);
  write_merchant_file(folder + kPlatformCertificate, platform.certificate.pem, 0644);
  write_merchant_file(folder + kPlatformKey, platform.key.pem(), 0600);
}

}  // namespace

MerchantFiles generate_merchant_files(const std::string& folder, const std::string& mchid,
                                      const std::string& appid, Instant now, Random& random) {
  namespace fs = std::filesystem;
  fs::create_directories(folder);
  const bool is_there = std::all_of(kEveryFile.begin(), kEveryFile.end(),
                                    [&folder](const char* name) { return fs::exists(folder + name); });
  if (!is_there) write_merchant(folder, generate_merchant(mchid, appid, now, random));
  return {folder + kMerchantKey, folder + kMerchantCertificate, folder + kApiv3Key,
          folder + kPublicKey,   folder + kPlatformCertificate, read_merchant(folder, appid)};
}

}  // namespace fenrun::emulator
