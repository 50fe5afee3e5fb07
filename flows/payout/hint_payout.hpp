// A dealer's client says that WeChat's confirm page came back. Nothing of it is believed: WeChat is asked
// soon, and what it says decides.
#pragma once

#include <chrono>
#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::flows {

// However often the client says it, WeChat is asked no more often because of it.
inline constexpr std::chrono::seconds kHintPause{5};

struct HintPayout {
  std::string withdrawal;
  DealerId dealer;
};
// Whether WeChat is asked because of it: not where no transfer waits for the dealer, and not within
// kHintPause of the hint before. Refuses with kWithdrawalNotFound.
Result<bool> hint_payout(db::Tx& tx, const HintPayout& command, Instant now);

// The payout worker's side: how many it took. Never refuses.
Result<int> follow_hints(db::Tx& tx, Instant now);

}  // namespace fenrun::flows
