// The calls about refunds.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "wechat/pay/refund/refund.hpp"
#include "wechat/pay/wire/caller.hpp"

namespace fenrun::wechat {

class PayRefunds {
 public:
  explicit PayRefunds(std::shared_ptr<PayCaller> caller) : caller_(std::move(caller)) {}

  // Done means accepted. After FREQUENCY_LIMITED the refund may be in acceptance: query, then the same
  // number.
  // A call that could not be signed before `send_before` is dropped.
  Awaitable<PayOutcome<Refund>> create(RefundRequest request,
                                       std::optional<std::chrono::steady_clock::time_point> send_before = {});
  Awaitable<PayOutcome<Refund>> query(std::string out_refund_no);
  Awaitable<PayOutcome<Refund>> handle_abnormal(AbnormalRefundRequest request);

 private:
  std::shared_ptr<PayCaller> caller_;
};

// The body; a refusal when WeChat's rules forbid it.
PayOutcome<std::string> refund_body(const RefundRequest& request);

}  // namespace fenrun::wechat
