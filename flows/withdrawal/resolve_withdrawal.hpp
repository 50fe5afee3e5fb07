// A transfer failed for a reason on our side, and the money is still held: finance decides whether it is
// tried again or given back.
#pragma once

#include "db/mysql/tx.hpp"
#include "flows/withdrawal/decide_withdrawal.hpp"

namespace fenrun::flows {

inline constexpr ErrorCode kWithdrawalTransferOpen{
    ErrorKind::conflict, "withdrawal.transfer_open", "转账尚未确认关闭，不能重新付款或退回",
    "The transfer was not seen closed; it can neither be tried again nor given back"};

// Both refuse with kWithdrawalReasonInvalid, kWithdrawalNotFound, kWithdrawalStateConflict and
// kWithdrawalTransferOpen.

// It is judged anew, by two people at least and not by who asks for it; then another number is made.
Result<Withdrawal> reissue_withdrawal(db::Tx& tx, const JudgeWithdrawal& command, Instant now);
Result<Withdrawal> return_withdrawal(db::Tx& tx, const JudgeWithdrawal& command, Instant now);

}  // namespace fenrun::flows
