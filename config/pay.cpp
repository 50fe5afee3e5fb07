#include "config/address.hpp"
#include "config/certificate.hpp"
#include "config/sections.hpp"

namespace fenrun::config {
namespace {

using std::chrono::milliseconds;

void read_pay_hosts(Reader& reader, wechat::PayOptions& options) {
  auto& http = options.http;
  read_base_url(reader, "wechat.pay.base_url", http.base_url);
  read_base_url(reader, "wechat.pay.backup_url", options.backup_url, Need::optional);
  read_certificates(reader, "wechat.pay.ca_file", http.ca_file);
  reader.duration("wechat.pay.connect_timeout_ms", http.connect_ms_max, milliseconds{100},
                  milliseconds{60'000});
  reader.duration("wechat.pay.handshake_timeout_ms", http.handshake_ms_max, milliseconds{100},
                  milliseconds{60'000});
  reader.duration("wechat.pay.call_timeout_ms", http.call_ms_max, milliseconds{100}, milliseconds{120'000});
  reader.duration("wechat.pay.file_timeout_ms", options.file_ms_max, milliseconds{1000},
                  milliseconds{600'000});
  reader.number<std::size_t>("wechat.pay.idle_connections_max", http.idle_connections_max, 1, 1024);
  reader.number<std::size_t>("wechat.pay.calls_max", http.calls_max, 1, 10'000);
}

void read_pay_keys(Reader& reader, wechat::PayOptions& options, Need need) {
  reader.text("wechat.pay.merchant_serial", options.merchant_serial, 64);
  if (need == Need::required && options.merchant_serial.empty()) {
    reader.problem("wechat.pay.merchant_serial", "is required",
                   "see apiclient_cert.pem: openssl x509 -serial");
  }
  reader.secret("wechat.pay.merchant_key_file", options.merchant_key, need);
  SecretText current;
  SecretText previous;
  if (reader.secret("wechat.pay.apiv3_key_file", current, need)) options.apiv3_keys.push_back(current);
  if (reader.secret("wechat.pay.previous_apiv3_key_file", previous, Need::optional)) {
    options.apiv3_keys.push_back(previous);
  }
  for (const auto& key : options.apiv3_keys) {
    if (key.reveal().size() == 32) continue;
    reader.problem("wechat.pay.apiv3_key_file", "does not hold the 32 characters of an APIv3 key",
                   "copy it from the merchant console");
  }
}

// Under any other name the key would never be found: messages name their key by this id.
bool is_public_key_id(std::string_view id) {
  static constexpr std::string_view kPrefix = "PUB_KEY_ID_";
  return id.starts_with(kPrefix) && id.size() > kPrefix.size();
}

void read_platform_keys(Reader& reader, wechat::PlatformKeyOptions& keys, bool is_on) {
  for (const auto& [id, path] : reader.members("wechat.pay.public_key_files")) {
    if (!is_public_key_id(id)) {
      reader.problem("wechat.pay.public_key_files." + id, "is no id of a public key",
                     "write it as the merchant console shows it: PUB_KEY_ID_ and what follows");
    }
    keys.files.public_keys.push_back({id, reader.resolve(path)});
  }
  for (const auto& [number, path] : reader.members("wechat.pay.certificate_files")) {
    keys.files.certificates.push_back(reader.resolve(path));
  }
  reader.boolean("wechat.pay.download_certificates", keys.downloads_certificates);
  const bool has_keys =
      !keys.files.public_keys.empty() || !keys.files.certificates.empty() || keys.downloads_certificates;
  if (is_on && !has_keys) {
    reader.problem("wechat.pay.public_key_files", "no key of WeChat Pay's is known",
                   "add PUB_KEY_ID_… = \"pub_key.pem\", or set download_certificates = true");
  }
}

void read_transfer(Reader& reader, wechat::TransferOptions& options) {
  reader.text("wechat.pay.transfer_scene", options.scene_id, 36);
  auto& limits = options.limits;
  reader.number<std::int64_t>("wechat.pay.transfer_min_fen", limits.min.value, 1, 100'000'000);
  reader.number<std::int64_t>("wechat.pay.transfer_name_from_fen", limits.name_from.value, 1, 100'000'000);
  reader.number<std::int64_t>("wechat.pay.transfer_name_required_from_fen", limits.name_required_from.value,
                              1, 100'000'000);
}

}  // namespace

void read_pay(Reader& reader, std::optional<wechat::PayOptions>& options) {
  wechat::PayOptions pay;
  reader.text("wechat.pay.merchant_id", pay.mchid, 32);
  const bool is_on = !pay.mchid.empty();
  read_pay_keys(reader, pay, is_on ? Need::required : Need::optional);
  read_platform_keys(reader, pay.keys, is_on);
  read_pay_hosts(reader, pay);
  reader.text("wechat.pay.payment_notify_url", pay.payment_notify_url, 255);
  reader.text("wechat.pay.refund_notify_url", pay.refund_notify_url, 255);
  reader.text("wechat.pay.transfer_notify_url", pay.transfer_notify_url, 255);
  read_transfer(reader, pay.transfer);
  reader.boolean("wechat.pay.confirm_free_authorization", pay.has_authorization);
  if (is_on) options = std::move(pay);
}

}  // namespace fenrun::config
