// One order of an imported file. It is told as a push of its shop is, and twice the same changes nothing; but
// a person sees the outcome, so content that differs from what is known is refused instead of passed over.
#pragma once

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/order/import_effect.hpp"
#include "flows/order/push_order.hpp"

namespace fenrun::flows {

// `command` has content and no refunds. Refuses before it writes anything, so that many can share a
// transaction: with kImportDiffers, and as push_order() does.
Result<ImportEffect> import_order(db::Tx& tx, const PushOrder& command, Instant now);

}  // namespace fenrun::flows
