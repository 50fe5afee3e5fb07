// Differences are explained by one person and closed by another; a day is closed when nothing of it is left.
#pragma once

#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/reconciliation/reconciliation_day.hpp"

namespace fenrun::flows {

struct ProposeClosing {
  DifferenceId difference;
  StaffId staff;
  std::string reason;
  FundExplanation explanation = FundExplanation::none;
};
// Whoever proposes last is the one whom another has to confirm. Refuses with kDifferenceNotFound and as
// check_proposal() does.
Result<FiledDifference> propose_closing(db::Tx& tx, const ProposeClosing& command, Instant now);

struct ConfirmClosing {
  DifferenceId difference;
  StaffId staff;
  ShownExplanation shown;
};
// Takes the money out of suspense in the same transaction. Refuses with kDifferenceNotFound and as
// check_confirmation() does.
Result<FiledDifference> confirm_closing(db::Tx& tx, const ConfirmClosing& command, Instant now);

struct CloseDay {
  BillDay day;
  std::string mchid;
  StaffId staff;
};
// Refuses with kReconciliationNotFound and as check_closing() does.
Result<ReconciliationDay> close_day(db::Tx& tx, const CloseDay& command, Instant now);

}  // namespace fenrun::flows
