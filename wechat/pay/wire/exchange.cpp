#include "wechat/pay/wire/exchange.hpp"

#include "wechat/pay/wire/request_signer.hpp"

namespace fenrun::wechat {

PayExchange::PayExchange(PayMerchant merchant, std::shared_ptr<const MerchantKeys> keys,
                         PayTransports transports, const Clock& clock, Random& random)
    : merchant_(std::move(merchant)),
      merchant_keys_(std::move(keys)),
      calls_(transports.main, transports.backup, transports.call_ms_max, clock),
      files_(transports.downloads, transports.backup_downloads, transports.file_ms_max, clock),
      clock_(clock),
      random_(random) {}

std::shared_ptr<const MerchantKeys> PayExchange::merchant_keys() const {
  const std::lock_guard lock(mutex_);
  return merchant_keys_;
}

void PayExchange::set_merchant_keys(std::shared_ptr<const MerchantKeys> keys) {
  const std::lock_guard lock(mutex_);
  merchant_keys_ = std::move(keys);
}

HttpRequest PayExchange::sign(const PayCall& call, const std::string& serial) {
  const auto timestamp = std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
  HttpRequest request;
  request.method = call.method;
  request.target = call.target;
  request.body = call.body;
  if (!call.body.empty()) request.content_type = "application/json";
  request.headers = {{"Authorization", authorization(merchant_, *merchant_keys(), call.method, call.target,
                                                     call.body, timestamp, make_pay_nonce(random_))}};
  if (!serial.empty()) request.headers.emplace_back("Wechatpay-Serial", serial);
  // A POST is repeated by whoever knows its number, never below.
  request.is_idempotent = call.method == HttpMethod::get;
  return request;
}

// A file takes its time to come, so that its Date says little.
Awaitable<Result<HttpReply>> PayExchange::send(PayCall call, std::string serial) {
  HttpRequest request = sign(call, serial);
  if (call.api == PayApi::download) {
    Result<HttpReply> file = co_await files_.send(std::move(request), to_text(call.api));
    co_return file;
  }
  const Instant sent = clock_.now();
  Result<HttpReply> reply = co_await calls_.send(std::move(request), to_text(call.api));
  if (reply) watch_.note(*reply, sent, clock_.now(), clock_.steady());
  co_return reply;
}

}  // namespace fenrun::wechat
