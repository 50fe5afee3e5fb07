#include "wechat/pay/order/orders.hpp"

#include "base/crypto/encoding.hpp"
#include "wechat/http/url.hpp"
#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/wire/request_signer.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::wechat {
namespace {

constexpr const char* kOrders = "/v3/pay/transactions";

const char* broken_prepay_rule(const PrepayRequest& request) {
  if (!is_out_trade_no(request.out_trade_no)) return "out_trade_no";
  if (!is_pay_text(request.description, 127)) return "description";
  if (request.total.value <= 0) return "amount.total";
  if (!is_pay_text(request.openid.reveal(), 128)) return "payer.openid";
  if (!is_notify_url(request.notify_url, false)) return "notify_url";
  if (!request.attach.empty() && !is_pay_text(request.attach, 128)) return "attach";
  if (!request.goods_tag.empty() && !is_pay_text(request.goods_tag, 32)) return "goods_tag";
  if (request.payer_client_ip.size() > 45) return "scene_info.payer_client_ip";
  return nullptr;
}

std::string order_target(std::string_view kind, const std::string& number) {
  return std::string(kOrders) + "/" + std::string(kind) + "/" + percent_encode(number);
}

// WeChat's fields know whole seconds only.
std::string whole_seconds(Instant instant) {
  return to_rfc3339(std::chrono::floor<std::chrono::seconds>(instant));
}

}  // namespace

PayOutcome<std::string> prepay_body(const PrepayRequest& request, const PayMerchant& merchant) {
  if (const auto* const field = broken_prepay_rule(request)) return not_sent(field);
  Json body{{"appid", merchant.appid},
            {"mchid", merchant.mchid},
            {"description", request.description},
            {"out_trade_no", request.out_trade_no},
            {"notify_url", request.notify_url},
            {"amount", {{"total", request.total.value}, {"currency", "CNY"}}},
            {"payer", {{"openid", request.openid.reveal()}}}};
  if (request.time_expire) body["time_expire"] = whole_seconds(*request.time_expire);
  if (!request.attach.empty()) body["attach"] = request.attach;
  if (!request.goods_tag.empty()) body["goods_tag"] = request.goods_tag;
  if (!request.payer_client_ip.empty()) {
    body["scene_info"] = Json{{"payer_client_ip", request.payer_client_ip}};
  }
  if (request.is_profit_sharing) body["settle_info"] = Json{{"profit_sharing", true}};
  return to_text(body);
}

Awaitable<PayOutcome<Prepaid>> PayOrders::prepay(PrepayRequest request) {
  PayOutcome<std::string> body = prepay_body(request, caller_->merchant());
  if (!body.is_done()) co_return body.not_done_as<Prepaid>();
  PayCall call{PayApi::prepay, HttpMethod::post, std::string(kOrders) + "/jsapi", std::move(body.done())};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return read_outcome(reply, [](Fields& fields) { return Prepaid{fields.text("prepay_id")}; });
}

Awaitable<PayOutcome<Payment>> PayOrders::query_target(std::string target, std::string expected,
                                                       bool is_ours) {
  const PayMerchant& merchant = caller_->merchant();
  PayCall call{PayApi::query_payment, HttpMethod::get, target + "?mchid=" + percent_encode(merchant.mchid)};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return only_if(read_outcome(reply, read_payment), [&](const Payment& payment) {
    const auto& number = is_ours ? payment.out_trade_no : payment.transaction_id;
    return number == expected && payment.mchid == merchant.mchid && payment.appid == merchant.appid;
  });
}

Awaitable<PayOutcome<Payment>> PayOrders::query(std::string out_trade_no) {
  std::string target = order_target("out-trade-no", out_trade_no);
  return query_target(std::move(target), std::move(out_trade_no), true);
}

Awaitable<PayOutcome<Payment>> PayOrders::query_transaction(std::string transaction_id) {
  std::string target = order_target("id", transaction_id);
  return query_target(std::move(target), std::move(transaction_id), false);
}

Awaitable<PayOutcome<PayAccepted>> PayOrders::close(std::string out_trade_no) {
  PayCall call{PayApi::close_payment, HttpMethod::post, order_target("out-trade-no", out_trade_no) + "/close",
               to_text(Json{{"mchid", caller_->merchant().mchid}})};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return read_outcome(reply, [](Fields&) { return PayAccepted{}; });
}

PaymentParameters PayOrders::parameters(const std::string& prepay_id) const {
  const PayMerchant& merchant = caller_->merchant();
  const auto timestamp =
      std::chrono::floor<std::chrono::seconds>(caller_->clock().now()).time_since_epoch().count();
  PaymentParameters parameters;
  parameters.time_stamp = std::to_string(timestamp);
  parameters.nonce_str = make_pay_nonce(caller_->random());
  parameters.package = "prepay_id=" + prepay_id;
  parameters.sign_type = "RSA";
  const auto message = payment_message(merchant.appid, timestamp, parameters.nonce_str, parameters.package);
  parameters.pay_sign = crypto::to_base64(crypto::as_bytes(caller_->merchant_keys()->key.sign(message)));
  return parameters;
}

}  // namespace fenrun::wechat
