#include "wechat/pay/client.hpp"

#include <stdexcept>

#include "base/log.hpp"
#include "wechat/http/url.hpp"
#include "wechat/pay/keys/key_changes.hpp"
#include "wechat/pay/wire/resource.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::wechat {
namespace {

Error pay_keys_unusable(const char* why) { return Error(kPayKeysUnusable).internal_note(why); }

Result<MerchantKeys> read_merchant_keys(const PayOptions& options) {
  if (options.merchant_serial.empty()) return pay_keys_unusable("the merchant's serial is missing");
  auto key = RsaPrivateKey::from_pem(options.merchant_key);
  if (!key) return pay_keys_unusable("the merchant's key is no PEM private key of 2048 bits or more");
  MerchantKeys keys{options.merchant_serial, std::move(*key)};
  for (const auto& text : options.apiv3_keys) {
    auto apiv3_key = read_apiv3_key(text);
    if (!apiv3_key) return pay_keys_unusable("an APIv3 key has 32 characters");
    keys.apiv3_keys.push_back(std::move(*apiv3_key));
  }
  if (keys.apiv3_keys.empty()) return pay_keys_unusable("the APIv3 key is missing");
  return keys;
}

PayMerchant merchant_of(const PayOptions& options) {
  if (!is_pay_number(options.mchid, 1, 32)) throw std::invalid_argument("the merchant number is not one");
  return {options.mchid, options.appid};
}

std::shared_ptr<const MerchantKeys> merchant_keys_of(const PayOptions& options) {
  auto keys = read_merchant_keys(options);
  if (!keys) throw std::invalid_argument(keys.error().internal_note());
  return std::make_shared<const MerchantKeys>(std::move(*keys));
}

std::string listed_changes(const std::vector<std::string>& changes) {
  std::string text;
  for (const auto& change : changes) text.append(text.empty() ? "" : "; ").append(change);
  return text.empty() ? "none" : text;
}

std::shared_ptr<HttpTransport> transport_to(const std::string& url, HttpClientOptions options,
                                            const Clock& clock) {
  const auto base = parse_base_url(url);
  // A path before ours would be on the wire and not in the signature.
  if (!base || !base->prefix.empty()) throw std::invalid_argument("not a host of WeChat Pay: " + url);
  options.base_url = url;
  return std::make_shared<HttpClient>(std::move(options), clock);
}

PayTransports transports_of(const PayOptions& options, const Clock& clock) {
  PayTransports transports;
  transports.main = transport_to(options.http.base_url, options.http, clock);
  if (!options.backup_url.empty()) transports.backup = transport_to(options.backup_url, options.http, clock);
  HttpClientOptions files = options.http;
  files.reply_bytes_max = options.file_bytes_max;
  files.call_ms_max = options.file_ms_max;
  transports.downloads = transport_to(options.http.base_url, files, clock);
  if (!options.backup_url.empty()) {
    transports.backup_downloads = transport_to(options.backup_url, files, clock);
  }
  transports.call_ms_max = options.http.call_ms_max;
  transports.file_ms_max = options.file_ms_max;
  return transports;
}

std::shared_ptr<PayCaller> caller_of(const PayOptions& options, PayTransports transports, const Clock& clock,
                                     Random& random) {
  auto exchange = std::make_shared<PayExchange>(merchant_of(options), merchant_keys_of(options),
                                                std::move(transports), clock, random);
  auto keys = std::make_shared<PlatformKeys>(options.keys, exchange);
  return std::make_shared<PayCaller>(std::move(exchange), std::move(keys));
}

}  // namespace

PayClient::PayClient(PayOptions options, const Clock& clock, Random& random)
    : PayClient(options, transports_of(options, clock), clock, random) {}

PayClient::PayClient(PayOptions options, PayTransports transports, const Clock& clock, Random& random)
    : options_(std::move(options)),
      caller_(caller_of(options_, std::move(transports), clock, random)),
      orders_(caller_),
      refunds_(caller_),
      transfers_(caller_, options_.transfer),
      authorizations_(caller_, options_.transfer, options_.has_authorization),
      receipts_(caller_, file_hosts(options_.http.base_url, options_.backup_url)),
      bills_(caller_, file_hosts(options_.http.base_url, options_.backup_url)),
      profit_sharing_(caller_),
      account_(caller_),
      receiver_(caller_) {}

Result<std::vector<std::string>> PayClient::reload_keys(const PayOptions& options) {
  auto changes = exchange_keys(options);
  if (changes) {
    log::info("wechat_pay.keys_reloaded", {{"changes", listed_changes(*changes)}});
  } else {
    log::error("wechat_pay.keys_kept", {{"what", changes.error().internal_note()}});
  }
  return changes;
}

Result<std::vector<std::string>> PayClient::exchange_keys(const PayOptions& options) {
  if (options.mchid != merchant().mchid || options.appid != merchant().appid) {
    return pay_keys_unusable("another merchant or app takes a restart");
  }
  auto own = read_merchant_keys(options);
  if (!own) return own.error();
  const auto own_before = merchant_keys();
  const bool is_key_new = !own->key.public_key().is_same_as(own_before->key.public_key());
  if (is_key_new != (own->serial != own_before->serial)) {
    return pay_keys_unusable(
        "the merchant's serial and key change together; a key of LoadCredential takes a restart");
  }
  std::vector<std::string> own_changes;
  note_changes(*own_before, *own, own_changes);
  own->former_key = is_key_new ? own_before->key : own_before->former_key;
  auto own_after = std::make_shared<const MerchantKeys>(std::move(*own));
  const auto platform_before = keys().current();
  const Done reloaded = keys().reload(options.keys);
  if (!reloaded) return reloaded.error();
  caller_->set_merchant_keys(std::move(own_after));
  auto changes = changes_between(*platform_before, *keys().current(), caller_->clock().now());
  changes.insert(changes.end(), own_changes.begin(), own_changes.end());
  return changes;
}

}  // namespace fenrun::wechat
