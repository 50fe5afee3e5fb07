// Two people of finance register that a withdrawal was paid outside WeChat. Only where every transfer of it
// was seen closed unpaid: what WeChat may still pay is not paid by another way.
#pragma once

#include <string>

#include "base/crypto/digest.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/withdrawal/offline_payout.hpp"
#include "flows/staff/step_up.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"

namespace fenrun::flows {

struct ProposeOfflinePayout {
  std::string public_id;  // a fresh ULID
  std::string withdrawal;
  OfflineMethod method = OfflineMethod::bank;
  std::string reference;
  Instant paid_at;
  std::string evidence;
  StaffId staff;
};
// While it is open the withdrawal can neither be tried again nor given back. Refuses, in this order, with
// kWithdrawalNotFound, as check_closed_unpaid() does, with kOfflinePayoutInvalid, kOfflinePayoutOpen and
// kOfflinePayoutReferenceUsed.
Result<OfflinePayout> propose_offline_payout(db::Tx& tx, const ProposeOfflinePayout& command, Instant now);

// Of what the second person saw: for the step-up.
crypto::Sha256 offline_payout_digest(const OfflinePayout& payout);

struct ConfirmOfflinePayout {
  std::string public_id;
  StaffId staff;
  crypto::Sha256 session{};
  std::string confirmation;
};
// Posts it, and the withdrawal is paid. Refuses, in this order, with kOfflinePayoutNotFound, as
// check_offline_confirmed_by(), check_closed_unpaid() and use_step_up() do.
Result<OfflinePayout> confirm_offline_payout(db::Tx& tx, const WithdrawalKeys& keys,
                                             const ConfirmOfflinePayout& command, Instant now);

struct RefuseOfflinePayout {
  std::string public_id;
  StaffId staff;
  std::string reason;
};
// Its proposer may take it back by it. Refuses, in this order, with kWithdrawalReasonInvalid,
// kOfflinePayoutNotFound and kOfflinePayoutDecided.
Result<OfflinePayout> refuse_offline_payout(db::Tx& tx, const RefuseOfflinePayout& command, Instant now);

}  // namespace fenrun::flows
