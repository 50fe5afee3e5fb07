// One order of an imported file. It is told as a push of its shop is, and twice the same changes nothing; but
// a person sees the outcome, so content that differs from what is known is refused instead of passed over.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/order/import_effect.hpp"
#include "flows/order/push_order.hpp"

namespace fenrun::flows {

struct ImportedOrder {
  ImportEffect effect;
  // As of a push, refunds by their numbers: they fitted when they were looked at and no longer when they were
  // to be booked, because another that had waited for the order, or came meanwhile, was booked first.
  std::vector<std::string> alarms;
};

// `command` has content, refunds, or both; a refund follows a payment that is known or said with it. Refuses
// before it writes anything, so that many can share a transaction: with kImportDiffers,
// kImportRefundOfNothing, kImportRefundDiffers, as parts_of_reported() does for a refund that does not fit,
// and as push_order() does.
Result<ImportedOrder> import_order(db::Tx& tx, const PushOrder& command, Instant now);

}  // namespace fenrun::flows
