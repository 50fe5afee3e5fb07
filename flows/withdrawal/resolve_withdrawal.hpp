// A transfer failed for a reason on our side, and the money is still held: finance decides whether it is
// tried again or given back.
#pragma once

#include "db/mysql/tx.hpp"
#include "flows/withdrawal/decide_withdrawal.hpp"

namespace fenrun::flows {

inline constexpr ErrorCode kWithdrawalTransferOpen{
    ErrorKind::conflict, "withdrawal.transfer_open", "转账尚未确认关闭，不能重新付款或退回",
    "The transfer was not seen closed; it can neither be tried again nor given back"};

// Burn before another try: the money is still held, every number of the withdrawal was seen closed, none was
// paid, and neither a notice nor an open difference of WeChat's bills says that one was. The check before
// the money goes any other way; the caller holds the withdrawal's lock. Refuses, in this order, with
// kWithdrawalStateConflict, kWithdrawalTransferOpen and kWithdrawalContradicted.
Done check_closed_unpaid(db::Tx& tx, const Withdrawal& withdrawal);

// Both refuse with kWithdrawalReasonInvalid, kWithdrawalNotFound, as check_closed_unpaid() does, and with
// kOfflinePayoutOpen: somebody says that it was paid otherwise.

// It is judged anew, by two people at least and not by who asks for it; then another number is made.
Result<Withdrawal> reissue_withdrawal(db::Tx& tx, const JudgeWithdrawal& command, Instant now);
Result<Withdrawal> return_withdrawal(db::Tx& tx, const JudgeWithdrawal& command, Instant now);

}  // namespace fenrun::flows
