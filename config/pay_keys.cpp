#include "config/pay_keys.hpp"

#include <algorithm>

#include "wechat/pay/keys/key_files.hpp"
#include "wechat/pay/keys/rsa.hpp"

namespace fenrun::config {
namespace {

// Under any other name the key would never be found: messages name their key by this id.
bool is_public_key_id(std::string_view id) {
  static constexpr std::string_view kPrefix = "PUB_KEY_ID_";
  return id.starts_with(kPrefix) && id.size() > kPrefix.size();
}

void read_merchant_key(Reader& reader, SecretText& merchant_key, Need need) {
  if (!reader.secret("wechat.pay.merchant_key_file", merchant_key, need)) return;
  if (wechat::RsaPrivateKey::from_pem(merchant_key)) return;
  reader.problem("wechat.pay.merchant_key_file",
                 "holds no RSA private key of 2048 bits or more without a passphrase",
                 "give apiclient_key.pem as the merchant console made it");
}

void read_apiv3_keys(Reader& reader, std::vector<SecretText>& keys, Need need) {
  const auto read_one = [&reader, &keys](std::string_view name, Need is_needed) {
    SecretText key;
    if (!reader.secret(name, key, is_needed)) return;
    if (key.reveal().size() != 32) {
      reader.problem(name, "does not hold the 32 characters of an APIv3 key",
                     "copy it from the merchant console");
    }
    keys.push_back(std::move(key));
  };
  read_one("wechat.pay.apiv3_key_file", need);
  read_one("wechat.pay.previous_apiv3_key_file", Need::optional);
}

void judge_key_file(Reader& reader, std::string_view key, const wechat::KeyFiles& one, std::string fix) {
  const auto read = wechat::read_key_files(one);
  if (!read) reader.problem(key, read.error().internal_note(), std::move(fix));
}

void read_public_key(Reader& reader, const std::string& id, const std::string& path,
                     std::vector<wechat::PublicKeyFile>& keys) {
  const std::string key = "wechat.pay.public_key_files." + id;
  if (!is_public_key_id(id)) {
    reader.problem(key, "is no id of a public key",
                   "write it as the merchant console shows it: PUB_KEY_ID_ and what follows");
  }
  keys.push_back({id, reader.resolve(path)});
  judge_key_file(reader, key, {.public_keys = {keys.back()}}, "give the pub_key.pem of the merchant console");
}

// Of the public keys the first seals.
void read_sealing_key(Reader& reader, std::vector<wechat::PublicKeyFile>& keys) {
  static constexpr std::string_view kKey = "wechat.pay.sealing_key_id";
  std::string id;
  reader.text(kKey, id, 64);
  if (id.empty()) {
    if (keys.size() > 1) {
      reader.problem(kKey, "is required with several public keys",
                     "give the id in public_key_files of the one to seal with");
    }
    return;
  }
  const auto named = std::find_if(keys.begin(), keys.end(), [&id](const auto& key) { return key.id == id; });
  if (named == keys.end()) {
    reader.problem(kKey, '"' + id + "\" is none of the ids in public_key_files", "give one of those ids");
    return;
  }
  std::rotate(keys.begin(), named, named + 1);
}

}  // namespace

void read_merchant_keys(Reader& reader, wechat::PayOptions& options, Need need) {
  reader.text("wechat.pay.merchant_serial", options.merchant_serial, 64);
  if (need == Need::required && options.merchant_serial.empty()) {
    reader.problem("wechat.pay.merchant_serial", "is required",
                   "see apiclient_cert.pem: openssl x509 -serial");
  }
  read_merchant_key(reader, options.merchant_key, need);
  read_apiv3_keys(reader, options.apiv3_keys, need);
}

void read_platform_keys(Reader& reader, wechat::PlatformKeyOptions& keys, bool is_on) {
  auto& [public_keys, certificates] = keys.files;
  for (const auto& [id, path] : reader.members("wechat.pay.public_key_files")) {
    read_public_key(reader, id, path, public_keys);
  }
  read_sealing_key(reader, public_keys);
  for (const auto& [number, path] : reader.members("wechat.pay.certificate_files")) {
    certificates.push_back(reader.resolve(path));
    judge_key_file(reader, "wechat.pay.certificate_files." + number, {.certificates = {certificates.back()}},
                   "give a platform certificate of WeChat Pay's as a PEM file");
  }
  reader.boolean("wechat.pay.download_certificates", keys.downloads_certificates);
  const bool has_keys = !public_keys.empty() || !certificates.empty() || keys.downloads_certificates;
  if (is_on && !has_keys) {
    reader.problem("wechat.pay.public_key_files", "no key of WeChat Pay's is known",
                   "add PUB_KEY_ID_… = \"pub_key.pem\", or set download_certificates = true");
  }
}

}  // namespace fenrun::config
