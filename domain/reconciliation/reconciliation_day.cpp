#include "domain/reconciliation/reconciliation_day.hpp"

#include <iterator>

#include "base/assert.hpp"

namespace fenrun {

std::string_view to_word(ReconciliationState state) {
  return state == ReconciliationState::open ? "open" : "closed";
}

std::optional<ReconciliationState> reconciliation_state_from(std::string_view word) {
  for (const auto state : {ReconciliationState::open, ReconciliationState::closed}) {
    if (to_word(state) == word) return state;
  }
  return std::nullopt;
}

Done check_closing(const ReconciliationDay& day, const DayClosing& closing) {
  if (day.state == ReconciliationState::closed) return kReconciliationClosed;
  const bool has_bills = closing.bills == std::ssize(kBillKinds);
  if (!has_bills || !day.reconciled_at) return kReconciliationBillMissing;
  if (closing.open_differences > 0) return kReconciliationDifferenceOpen;
  if (closing.suspense_fen != 0) return kReconciliationSuspense;
  return {};
}

BillFigures ReconciliationDay::*figures_of(BillKind bill) {
  switch (bill) {
    case BillKind::operation:
      return &ReconciliationDay::operation;
    case BillKind::basic:
      return &ReconciliationDay::basic;
    case BillKind::trade:
      return &ReconciliationDay::trade;
  }
  FENRUN_UNREACHABLE("no such bill");
}

}  // namespace fenrun
