// The calls about profit sharing. There are no callbacks to the payer: poll the queries.
#pragma once

#include <memory>

#include "wechat/pay/sharing/sharing.hpp"
#include "wechat/pay/wire/caller.hpp"

namespace fenrun::wechat {

class PayProfitSharing {
 public:
  static constexpr std::size_t kPartsMax = 50;

  explicit PayProfitSharing(std::shared_ptr<PayCaller> caller) : caller_(std::move(caller)) {}

  // Adding one who is there succeeds and changes nothing.
  Awaitable<PayOutcome<PayAccepted>> add_receiver(Receiver receiver);
  Awaitable<PayOutcome<PayAccepted>> delete_receiver(ReceiverType type, SecretText account);

  Awaitable<PayOutcome<Share>> share(ShareRequest request);
  Awaitable<PayOutcome<Share>> query(std::string out_order_no, std::string transaction_id);
  // With a number of its own: with an old one WeChat answers success and does nothing.
  Awaitable<PayOutcome<Share>> unfreeze(std::string transaction_id, std::string out_order_no,
                                        std::string description);

  Awaitable<PayOutcome<ShareReturn>> take_back(ReturnRequest request);
  Awaitable<PayOutcome<ShareReturn>> query_return(std::string out_return_no, std::string out_order_no);

  // What may still be shared of an order.
  Awaitable<PayOutcome<Fen>> unsplit_amount(std::string transaction_id);

 private:
  Awaitable<PayOutcome<Share>> share_call(PayCall call, std::string out_order_no);
  Awaitable<PayOutcome<ShareReturn>> return_call(PayCall call, std::string out_return_no);

  std::shared_ptr<PayCaller> caller_;
};

}  // namespace fenrun::wechat
