// From an approved withdrawal to the intent to pay it: number, bytes and hash are committed before anybody
// opens a socket. In two stories, because the bytes are made at the edge: the first says what they must hold,
// the second stores them, unless anything has changed between the two.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "db/payout/payout.hpp"
#include "domain/withdrawal/approval.hpp"
#include "domain/withdrawal/confirm_free.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"

namespace fenrun::flows {

struct PayoutPlan {
  Withdrawal withdrawal;
  int reissue = 0;
  std::string number;
  std::optional<ConfirmFree> authorization{};  // under which the payee may be paid without a tap
};

enum class PayoutHindrance {
  none,
  not_approved,       // any more
  too_few_approvals,  // they have lapsed, or never were enough
  forged_approval,    // a MAC does not fit what would be paid: blows the fuse
  dealer_inactive,
  fuse_blown,
  older_open,    // an earlier transfer of this withdrawal was not seen closed
  contradicted,  // one that was seen closed has been called paid since
};
std::string_view to_word(PayoutHindrance hindrance);

struct PayoutPreparation {
  PayoutHindrance hindrance = PayoutHindrance::none;
  std::optional<PayoutPlan> plan;  // without hindrance
};

// Never refuses. An authorisation that is not genuine blows the fuse and is ended. Withdrawals whose
// approvals do not stand are sent back to be judged anew, and so are those of a dealer who is not active any
// more, with that as their reason: nobody can approve them until the dealer is.
Result<PayoutPreparation> plan_payout(db::Tx& tx, const ApprovalPolicy& policy, const WithdrawalKeys& keys,
                                      WithdrawalId withdrawal, Instant now);

struct RecordPayout {
  PayoutPlan plan;
  std::string mchid;
  db::PayoutBodies bodies;
};

// Judges all of it again under lock; the plan is void when the row has changed. Nothing when hindered.
Result<PayoutHindrance> record_payout(db::Tx& tx, const ApprovalPolicy& policy, const WithdrawalKeys& keys,
                                      const RecordPayout& command, Instant now);

// An approval of the withdrawal is not genuine.
void blow_for_forged_approval(db::Tx& tx, const Withdrawal& withdrawal, Instant now);

// The approvals of the row as it is now: of enough different people, none of whom edited it, genuine and
// fresh.
PayoutHindrance judge_approvals(db::Tx& tx, const ApprovalPolicy& policy, const WithdrawalKeys& keys,
                                const Withdrawal& withdrawal, Instant now);

}  // namespace fenrun::flows
