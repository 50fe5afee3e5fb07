// A worker takes the next step that is due. When this is committed the step may be under way for all anybody
// knows: the attempt is written down, the fence has risen, and nobody else touches the transfer until the
// lease is over by the database's clock.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "db/payout/payout.hpp"
#include "domain/withdrawal/approval.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"

namespace fenrun::flows {

struct ClaimOptions {
  bool may_post = true;  // false: this worker only asks
  std::chrono::seconds lease = kPayoutLease;
  PayoutMerchant merchant{};  // whom this worker speaks for
};

struct ClaimedPayout {
  Payout payout;  // as it is stored now
  PayoutStep step = PayoutStep::query;
  db::PayoutBody body;
};

struct Claim {
  std::optional<ClaimedPayout> claimed;
  // Nothing claimed, and something was put right instead: look again at once.
  bool is_busy = false;
};

// A transfer that was never sent is taken back when its approvals do not stand any more, or its dealer is not
// active; one that may have been sent is cancelled at WeChat instead. An approval that is not genuine blows
// the fuse as well. One of another merchant or app is never called for, and one that was never sent goes no
// way at all when an earlier one of its withdrawal was called paid: people are fetched. Never refuses.
Result<Claim> claim_payout(db::Tx& tx, const ApprovalPolicy& policy, const WithdrawalKeys& keys,
                           const ClaimOptions& options, Instant now);

}  // namespace fenrun::flows
