// The calls about refunds.
#pragma once

#include <memory>

#include "wechat/pay/refund/refund.hpp"
#include "wechat/pay/wire/caller.hpp"

namespace fenrun::wechat {

class PayRefunds {
 public:
  explicit PayRefunds(std::shared_ptr<PayCaller> caller) : caller_(std::move(caller)) {}

  // Done means accepted. After FREQUENCY_LIMITED the refund may be in acceptance: query, then the same
  // number.
  Awaitable<PayOutcome<Refund>> create(RefundRequest request);
  Awaitable<PayOutcome<Refund>> query(std::string out_refund_no);
  Awaitable<PayOutcome<Refund>> handle_abnormal(AbnormalRefundRequest request);

 private:
  std::shared_ptr<PayCaller> caller_;
};

// The body; a refusal when WeChat's rules forbid it.
PayOutcome<std::string> refund_body(const RefundRequest& request);

}  // namespace fenrun::wechat
