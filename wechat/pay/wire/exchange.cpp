#include "wechat/pay/wire/exchange.hpp"

#include "base/log.hpp"
#include "wechat/pay/wire/request_signer.hpp"

namespace fenrun::wechat {

PayExchange::PayExchange(std::shared_ptr<const PayMerchant> merchant, PayTransports transports,
                         const Clock& clock, Random& random)
    : merchant_(std::move(merchant)), transports_(std::move(transports)), clock_(clock), random_(random) {}

HttpRequest PayExchange::sign(const PayCall& call, const std::string& serial) {
  const auto timestamp = std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
  HttpRequest request;
  request.method = call.method;
  request.target = call.target;
  request.body = call.body;
  if (!call.body.empty()) request.content_type = "application/json";
  request.headers = {{"Authorization", authorization(*merchant_, call.method, call.target, call.body,
                                                     timestamp, make_pay_nonce(random_))}};
  if (!serial.empty()) request.headers.emplace_back("Wechatpay-Serial", serial);
  // A POST is repeated by whoever knows its number, never below.
  request.is_idempotent = call.method == HttpMethod::get;
  return request;
}

Awaitable<Result<HttpReply>> PayExchange::send_somewhere(PayApi api, HttpRequest request) {
  Result<HttpReply> reply = co_await transports_.main->send(request);
  if (!reply.refused_with(kWechatNotReached) || transports_.backup == nullptr) co_return reply;
  log::warning("wechat_pay.main_host_not_reached",
               {{"call", to_text(api)}, {"cause", reply.error().internal_note()}});
  Result<HttpReply> second = co_await transports_.backup->send(std::move(request));
  co_return second;
}

// A file takes its time to come, so that its Date says little.
Awaitable<Result<HttpReply>> PayExchange::send(PayCall call, std::string serial) {
  HttpRequest request = sign(call, serial);
  if (call.api == PayApi::download) {
    Result<HttpReply> file = co_await transports_.downloads->send(std::move(request));
    co_return file;
  }
  const Instant sent = clock_.now();
  Result<HttpReply> reply = co_await send_somewhere(call.api, std::move(request));
  if (reply) watch_.note(*reply, sent, clock_.now(), clock_.steady());
  co_return reply;
}

}  // namespace fenrun::wechat
