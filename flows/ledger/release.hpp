// Commissions become available when their refund window is over, each once, whoever asks and how often.
#pragma once

#include <set>
#include <string>

#include "db/mysql/tx.hpp"
#include "flows/ledger/post.hpp"

namespace fenrun::flows {

// Releases what is left of these commissions; what is in dispute stays frozen and becomes available when the
// dispute ends so. Commissions that were released or clawed back whole are passed over. At most
// kMovementsPerPostMax. Refuses with kCommissionMoneyUnknown.
Result<Posted> release(db::Tx& tx, const std::set<std::string>& commissions, Instant now);

// Claims commissions whose time has come and releases them: `limit` at most, oldest first, none that another
// run has claimed or a refund is at. Returns how many were due; fewer than `limit` means that no more are.
Result<int> release_due(db::Tx& tx, Instant now, int limit);

}  // namespace fenrun::flows
