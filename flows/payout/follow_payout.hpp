// What a change of a transfer means for everything else: ledger, withdrawal, fuse and breaker follow it in
// the same transaction.
#pragma once

#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/withdrawal/payout.hpp"
#include "domain/withdrawal/withdrawal.hpp"

namespace fenrun::flows {

// The caller holds the locks of both rows. Throws std::logic_error when the ledger does not agree, which
// rolls everything back.
void follow_payout(db::Tx& tx, const Payout& before, const PayoutChange& change, const Withdrawal& withdrawal,
                   std::string_view actor, Instant now, bool ends_lease);

void note_payout(db::Tx& tx, const Payout& payout, std::string_view actor, std::string_view what,
                 Instant now);

}  // namespace fenrun::flows
