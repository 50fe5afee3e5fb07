// WeChat has said two things of one transfer. Whoever lets the money of its withdrawal go any way asks this
// first, in the same transaction: what was closed unpaid may be called paid later.
#pragma once

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/withdrawal/withdrawal_id.hpp"

namespace fenrun::flows {

inline constexpr ErrorCode kWithdrawalContradicted{
    ErrorKind::conflict, "withdrawal.contradicted",
    "微信曾通知该提现已付款，或账单中有未处理的差异，请先查清",
    "WeChat has told that it paid this withdrawal, or a difference of its bills is open; find out first"};

// A closed transfer of the withdrawal was said to be paid, by a notice, applied or not, or by a bill: nobody
// knows who has the money.
bool is_contradicted(db::Tx& tx, WithdrawalId withdrawal);

}  // namespace fenrun::flows
