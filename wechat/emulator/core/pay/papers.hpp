// The papers about money: electronic receipts, bills and balances.
#pragma once

#include "wechat/emulator/core/pay/call.hpp"
#include "wechat/emulator/core/pay/fields.hpp"

namespace fenrun::emulator {

inline constexpr PayErrorCode kReceiptsTooFrequent{429, "RATELIMIT_EXCEEDED", "接口请求频率超限,请稍后再试"};

inline constexpr Field kReceiptByOutNo[] = {Field::text("out_bill_no", 32)};
inline constexpr Field kReceiptByBillNo[] = {Field::text("transfer_bill_no", 64)};
inline constexpr Field kReceiptFileQuery[] = {Field::text("token", 256),
                                              Field::text("source", 32, Need::optional)};
inline constexpr Field kTradeBillQuery[] = {
    Field::text("bill_date", 10),
    Field::text("bill_type", 32, Need::optional),
    Field::text("tar_type", 32, Need::optional),
};
inline constexpr Field kFundBillQuery[] = {
    Field::text("bill_date", 10),
    Field::text("account_type", 32, Need::optional),
    Field::text("tar_type", 32, Need::optional),
};
inline constexpr Field kSharingBillQuery[] = {
    Field::text("bill_date", 10),
    Field::text("tar_type", 32, Need::optional),
};
inline constexpr Field kBillFileQuery[] = {Field::text("token", 256),
                                           Field::text("tartype", 32, Need::optional)};
inline constexpr Field kDayEndQuery[] = {Field::text("date", 10)};

// What pay::ReceiptBook refuses with; NOT_FOUND for a transfer that is not there.
PayOutcome apply_receipt(World& world, const PayCall& call);
PayOutcome apply_receipt_by_bill_no(World& world, const PayCall& call);
PayOutcome query_receipt(World& world, const PayCall& call);
PayOutcome query_receipt_by_bill_no(World& world, const PayCall& call);
PayOutcome download_receipt(World& world, const PayCall& call);
// What pay::BillDesk refuses with.
PayOutcome get_trade_bill(World& world, const PayCall& call);
PayOutcome get_fund_bill(World& world, const PayCall& call);
PayOutcome get_sharing_bill(World& world, const PayCall& call);
// INVALID_REQUEST for a token that is unknown or too old.
PayOutcome download_bill(World& world, const PayCall& call);
// PARAM_ERROR for an account or day that is none; the day must be one of the last 90.
PayOutcome get_balance(World& world, const PayCall& call);
PayOutcome get_day_end_balance(World& world, const PayCall& call);

}  // namespace fenrun::emulator
