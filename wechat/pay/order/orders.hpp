// The calls about payments.
#pragma once

#include <memory>

#include "wechat/pay/order/payment.hpp"
#include "wechat/pay/wire/caller.hpp"

namespace fenrun::wechat {

class PayOrders {
 public:
  explicit PayOrders(std::shared_ptr<PayCaller> caller) : caller_(std::move(caller)) {}

  // The same number with the same parameters gives a usable prepay id again; with others WeChat refuses. To
  // change an amount, close and take a new number.
  Awaitable<PayOutcome<Prepaid>> prepay(PrepayRequest request);
  Awaitable<PayOutcome<Payment>> query(std::string out_trade_no);
  Awaitable<PayOutcome<Payment>> query_transaction(std::string transaction_id);
  // A payment under way can still succeed: query afterwards. ORDER_PAID when it is paid.
  Awaitable<PayOutcome<PayAccepted>> close(std::string out_trade_no);

  // Signs what the mini program passes to wx.requestPayment.
  [[nodiscard]] PaymentParameters parameters(const std::string& prepay_id) const;

 private:
  Awaitable<PayOutcome<Payment>> query_target(std::string target, std::string expected, bool is_ours);

  std::shared_ptr<PayCaller> caller_;
};

// The body; a refusal when WeChat's rules forbid it.
PayOutcome<std::string> prepay_body(const PrepayRequest& request, const PayMerchant& merchant);

}  // namespace fenrun::wechat
