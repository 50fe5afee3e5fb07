#include "wechat/pay/client.hpp"

#include <stdexcept>

#include "wechat/http/url.hpp"
#include "wechat/pay/wire/resource.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::wechat {
namespace {

std::shared_ptr<const PayMerchant> merchant_of(const PayOptions& options) {
  if (!is_pay_number(options.mchid, 1, 32)) throw std::invalid_argument("the merchant number is not one");
  if (options.merchant_serial.empty()) throw std::invalid_argument("the merchant's serial is missing");
  auto key = RsaPrivateKey::from_pem(options.merchant_key);
  if (!key) throw std::invalid_argument("the merchant's key is no PEM private key of 2048 bits or more");
  PayMerchant merchant{options.mchid, options.appid, options.merchant_serial, std::move(*key), {}};
  for (const auto& text : options.apiv3_keys) {
    auto apiv3_key = read_apiv3_key(text);
    if (!apiv3_key) throw std::invalid_argument("an APIv3 key has 32 characters");
    merchant.apiv3_keys.push_back(std::move(*apiv3_key));
  }
  if (merchant.apiv3_keys.empty()) throw std::invalid_argument("the APIv3 key is missing");
  return std::make_shared<const PayMerchant>(std::move(merchant));
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
  return transports;
}

std::shared_ptr<PayCaller> caller_of(const PayOptions& options, PayTransports transports, const Clock& clock,
                                     Random& random) {
  auto exchange = std::make_shared<PayExchange>(merchant_of(options), std::move(transports), clock, random);
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

}  // namespace fenrun::wechat
