// The calls about transfers. Nothing here decides that a transfer failed: only the state of a query's reply
// does, and every other outcome means asking again by the same number.
#pragma once

#include <memory>

#include "wechat/pay/options.hpp"
#include "wechat/pay/transfer/transfer.hpp"
#include "wechat/pay/wire/caller.hpp"

namespace fenrun::wechat {

class PayTransfers {
 public:
  PayTransfers(std::shared_ptr<PayCaller> caller, TransferOptions options)
      : caller_(std::move(caller)), options_(std::move(options)) {}

  // The body to keep before the first call; a refusal when WeChat's rules forbid it. Each call seals the name
  // anew, so that two bodies of one request differ.
  [[nodiscard]] PayOutcome<TransferBody> body(const TransferRequest& request) const;

  // One attempt with these very bytes. A call that could not be signed before `send_before` is dropped.
  Awaitable<PayOutcome<TransferCreated>> create(
      TransferBody body, std::optional<std::chrono::steady_clock::time_point> send_before = {});

  // Bills of the last 30 days. NOT_FOUND never means failed.
  Awaitable<PayOutcome<Transfer>> query(std::string out_bill_no);
  Awaitable<PayOutcome<Transfer>> query_wechat_number(std::string transfer_bill_no);

  // Done means that the cancel was accepted, not that the transfer ended.
  Awaitable<PayOutcome<TransferCancelled>> cancel(std::string out_bill_no);

  // The real name in a query's reply.
  [[nodiscard]] std::optional<SecretText> user_name(const Transfer& transfer) const {
    return caller_->open(transfer.sealed_user_name);
  }

 private:
  std::shared_ptr<PayCaller> caller_;
  TransferOptions options_;
};

// The members that all ways of transferring share, without the name. The first rule that is broken, or null.
const char* broken_transfer_rule(const TransferRequest& request, const TransferOptions& options);
Json transfer_members(const TransferRequest& request, const TransferOptions& options,
                      const PayMerchant& merchant);

}  // namespace fenrun::wechat
