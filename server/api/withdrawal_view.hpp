// Withdrawals as their dealers and staff see them. Who is paid is never shown; what opens the confirm page is
// shown to the right dealer alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/withdrawal/offline_payout.hpp"
#include "domain/withdrawal/payout.hpp"
#include "domain/withdrawal/payout_receipt.hpp"
#include "domain/withdrawal/withdrawal.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/json/writer.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

std::string state_name(WithdrawalState state, Language language);
json::Writer amounts_json(const WithdrawalAmounts& amounts);
// The dealer's own.
json::Writer withdrawal_json(const Withdrawal& withdrawal);
// With what the mini program passes to wx.requestMerchantTransfer, while it may be confirmed, and what became
// of the transfer in the reader's language, and where its receipt is.
struct ConfirmPage {
  std::string mchid;
  std::string appid;
  std::string package;
};
// What there is of its payment.
struct PaymentShown {
  std::optional<Payout> transfer;
  std::optional<ConfirmPage> page;
  std::optional<PayoutReceipt> receipt;
  std::optional<OfflinePayout> offline;
  std::vector<std::string> message_templates{};  // to ask the dealer for
};
json::Writer withdrawal_detail_json(const Withdrawal& withdrawal, const PaymentShown& payment,
                                    Language language);

json::Writer staff_withdrawal_json(const Withdrawal& withdrawal, DealerNames& names);
// With approvals, transfers, calls and events.
json::Writer staff_withdrawal_detail_json(const Withdrawal& withdrawal, DealerNames& names, db::Tx& tx);

}  // namespace fenrun::server
