// A day of which the bills are fetched, matched, explained and closed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/reconciliation/match_bill.hpp"

namespace fenrun {

enum class ReconciliationState { open, closed };
std::string_view to_word(ReconciliationState state);
std::optional<ReconciliationState> reconciliation_state_from(std::string_view word);

struct ReconciliationDay {
  BillDay day;
  ReconciliationState state = ReconciliationState::open;
  BillFigures operation;
  BillFigures basic;
  BillFigures trade;
  std::optional<Instant> reconciled_at;  // nothing: never yet
  std::optional<Instant> due_at;         // when it is reconciled by itself; nothing: not any more
  StaffId closed_by;
  std::optional<Instant> closed_at;
};

// Which of the day's figures are the bill's.
BillFigures ReconciliationDay::*figures_of(BillKind bill);

inline constexpr ErrorCode kReconciliationNotFound{ErrorKind::not_found, "reconciliation.not_found",
                                                   "该日尚未对账", "The day has not been reconciled"};
inline constexpr ErrorCode kReconciliationClosed{ErrorKind::conflict, "reconciliation.closed", "该日已关账",
                                                 "The day is closed"};
inline constexpr ErrorCode kReconciliationBillMissing{
    ErrorKind::conflict, "reconciliation.bill_missing", "该日的账单尚未全部下载并核对，不能关账",
    "The day cannot be closed: a bill of it has not been fetched and matched"};
inline constexpr ErrorCode kReconciliationDifferenceOpen{
    ErrorKind::conflict, "reconciliation.difference_open", "该日还有未处理的差异，不能关账",
    "The day cannot be closed: a difference of it is open"};
inline constexpr ErrorCode kReconciliationSuspense{ErrorKind::conflict, "reconciliation.suspense",
                                                   "待查款项不为零，不能关账",
                                                   "The day cannot be closed: there is money in suspense"};

struct DayClosing {
  int bills = 0;  // stored, readable and matched
  std::int64_t open_differences = 0;
  std::int64_t suspense_fen = 0;  // of this day and those before
};
// Refuses, in this order, with kReconciliationClosed, kReconciliationBillMissing,
// kReconciliationDifferenceOpen and kReconciliationSuspense.
Done check_closing(const ReconciliationDay& day, const DayClosing& closing);

}  // namespace fenrun
