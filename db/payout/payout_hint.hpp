// Rows of `payout_hint`: the web tier writes them, the payout worker takes them.
#pragma once

#include <chrono>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/withdrawal/withdrawal_id.hpp"

namespace fenrun::db {

// False when one was given less than `pause` ago.
[[nodiscard]] bool save_payout_hint(Tx& tx, PayoutId payout, Instant now, std::chrono::seconds pause);

// Transfers that were hinted at and that no worker is calling about, both rows locked.
std::vector<PayoutId> lock_payout_hints(Tx& tx, int limit);
void finish_payout_hint(Tx& tx, PayoutId payout);
// The question to WeChat is due now, if the transfer still waits for the dealer and was to be asked about
// later.
void make_question_due(Tx& tx, PayoutId payout, Instant now);

}  // namespace fenrun::db
