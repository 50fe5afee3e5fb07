#include "wechat/pay/refund/refunds.hpp"

#include "wechat/http/url.hpp"
#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::wechat {
namespace {

constexpr const char* kRefunds = "/v3/refund/domestic/refunds";

const char* broken_refund_rule(const RefundRequest& request) {
  if (!is_out_refund_no(request.out_refund_no)) return "out_refund_no";
  if (request.transaction_id.empty() == request.out_trade_no.empty()) return "transaction_id or out_trade_no";
  if (!request.transaction_id.empty() && !is_pay_number(request.transaction_id, 1, 32))
    return "transaction_id";
  if (!request.out_trade_no.empty() && !is_out_trade_no(request.out_trade_no)) return "out_trade_no";
  if (request.refund.value <= 0 || request.refund > request.total) return "amount.refund";
  if (!request.reason.empty() && !is_pay_text(request.reason, 80)) return "reason";
  if (!request.notify_url.empty() && !is_notify_url(request.notify_url, false)) return "notify_url";
  const auto& account = request.funds_account;
  if (!account.empty() && account != "AVAILABLE" && account != "UNSETTLED") return "funds_account";
  return nullptr;
}

// What we hold of the reply must be about the refund we asked for.
PayOutcome<Refund> refund_of(const PayOutcome<PayReply>& reply, const std::string& out_refund_no) {
  return only_if(read_outcome(reply, read_refund),
                 [&](const Refund& refund) { return refund.out_refund_no == out_refund_no; });
}

const char* broken_abnormal_rule(const AbnormalRefundRequest& request) {
  if (!is_pay_number(request.refund_id, 1, 64)) return "refund_id";
  if (!is_out_refund_no(request.out_refund_no)) return "out_refund_no";
  if (request.target == AbnormalRefundTarget::merchant_bank_card) return nullptr;
  if (!is_pay_text(request.bank_type, 16)) return "bank_type";
  if (!is_pay_text(request.bank_account.reveal(), 64)) return "bank_account";
  if (!is_pay_text(request.real_name.reveal(), 64)) return "real_name";
  return nullptr;
}

}  // namespace

PayOutcome<std::string> refund_body(const RefundRequest& request) {
  if (const auto* const field = broken_refund_rule(request)) return not_sent(field);
  Json body{
      {"out_refund_no", request.out_refund_no},
      {"amount", {{"refund", request.refund.value}, {"total", request.total.value}, {"currency", "CNY"}}}};
  for (const auto& [name, value] : {std::pair{"transaction_id", &request.transaction_id},
                                    {"out_trade_no", &request.out_trade_no},
                                    {"reason", &request.reason},
                                    {"notify_url", &request.notify_url},
                                    {"funds_account", &request.funds_account}}) {
    if (!value->empty()) body[name] = *value;
  }
  return to_text(body);
}

Awaitable<PayOutcome<Refund>> PayRefunds::create(
    RefundRequest request, std::optional<std::chrono::steady_clock::time_point> send_before) {
  PayOutcome<std::string> body = refund_body(request);
  if (!body.is_done()) co_return body.not_done_as<Refund>();
  PayCall call{PayApi::refund, HttpMethod::post, kRefunds, std::move(body.done()), {}, send_before};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return refund_of(reply, request.out_refund_no);
}

Awaitable<PayOutcome<Refund>> PayRefunds::query(std::string out_refund_no) {
  PayCall call{PayApi::query_refund, HttpMethod::get,
               std::string(kRefunds) + "/" + percent_encode(out_refund_no)};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return refund_of(reply, out_refund_no);
}

Awaitable<PayOutcome<Refund>> PayRefunds::handle_abnormal(AbnormalRefundRequest request) {
  if (const auto* const field = broken_abnormal_rule(request)) co_return not_sent(field);
  Json body{{"out_refund_no", request.out_refund_no}};
  PayCall call{PayApi::abnormal_refund, HttpMethod::post,
               std::string(kRefunds) + "/" + request.refund_id + "/apply-abnormal-refund"};
  if (request.target == AbnormalRefundTarget::merchant_bank_card) {
    body["type"] = "MERCHANT_BANK_CARD";
  } else {
    const auto account = caller_->seal(request.bank_account);
    const auto name = caller_->seal(request.real_name);
    if (!account || !name || account->serial != name->serial) co_return not_sent("no key to seal with");
    body["type"] = "USER_BANK_CARD";
    body["bank_type"] = request.bank_type;
    body["bank_account"] = account->text;
    body["real_name"] = name->text;
    call.sealing_serial = account->serial;
  }
  call.body = to_text(body);
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return refund_of(reply, request.out_refund_no);
}

}  // namespace fenrun::wechat
