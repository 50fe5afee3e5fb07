// WeChat Pay's APIv3 for one merchant and one mini program. Each noun has its calls; each call is one attempt
// and ends as a PayOutcome. Thread-safe; to be used from coroutines on any context, as HttpClient is.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "wechat/pay/account/account.hpp"
#include "wechat/pay/authorization/authorizations.hpp"
#include "wechat/pay/bill/bills.hpp"
#include "wechat/pay/callback/receiver.hpp"
#include "wechat/pay/options.hpp"
#include "wechat/pay/order/orders.hpp"
#include "wechat/pay/receipt/receipts.hpp"
#include "wechat/pay/refund/refunds.hpp"
#include "wechat/pay/sharing/profit_sharing.hpp"
#include "wechat/pay/transfer/transfers.hpp"

namespace fenrun::wechat {

class PayClient {
 public:
  // Throws std::invalid_argument for options it cannot use (keys, hosts), std::runtime_error for key files.
  // `clock` and `random` outlive the client and every call under way.
  PayClient(PayOptions options, const Clock& clock, Random& random);
  // Over other transports than the hosts of the options.
  PayClient(PayOptions options, PayTransports transports, const Clock& clock, Random& random);

  [[nodiscard]] PayOrders& orders() { return orders_; }
  [[nodiscard]] PayRefunds& refunds() { return refunds_; }
  [[nodiscard]] PayTransfers& transfers() { return transfers_; }
  [[nodiscard]] PayAuthorizations& authorizations() { return authorizations_; }
  [[nodiscard]] PayReceipts& receipts() { return receipts_; }
  [[nodiscard]] PayBills& bills() { return bills_; }
  [[nodiscard]] PayProfitSharing& profit_sharing() { return profit_sharing_; }
  [[nodiscard]] PayAccount& account() { return account_; }
  // What WeChat Pay tells us by itself.
  [[nodiscard]] PayReceiver& receiver() { return receiver_; }

  // The keys that messages are verified with; keep_fresh() of them wants to be called each minute.
  [[nodiscard]] PlatformKeys& keys() { return caller_->keys(); }
  // Takes over the keys of `options`, WeChat's and the merchant's own, and says in words what has changed.
  // Refuses with kPayKeysUnusable, and everything is as before, when a key or file cannot be used and when
  // `options` are of another merchant or app. Either way there is a log line. A request that was signed stays
  // as it is, and its reply is judged by the new keys.
  Result<std::vector<std::string>> reload_keys(const PayOptions& options);
  // WeChat's clock less ours, as its replies have it; nothing when too few have said it lately.
  [[nodiscard]] std::optional<std::chrono::seconds> clock_offset() const { return caller_->clock_offset(); }
  [[nodiscard]] const PayMerchant& merchant() const { return caller_->merchant(); }
  [[nodiscard]] std::shared_ptr<const MerchantKeys> merchant_keys() const { return caller_->merchant_keys(); }
  [[nodiscard]] const PayOptions& options() const { return options_; }

 private:
  Result<std::vector<std::string>> exchange_keys(const PayOptions& options);

  const PayOptions options_;
  const std::shared_ptr<PayCaller> caller_;
  PayOrders orders_;
  PayRefunds refunds_;
  PayTransfers transfers_;
  PayAuthorizations authorizations_;
  PayReceipts receipts_;
  PayBills bills_;
  PayProfitSharing profit_sharing_;
  PayAccount account_;
  PayReceiver receiver_;
};

}  // namespace fenrun::wechat
