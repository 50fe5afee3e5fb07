#include "domain/reconciliation/reconciliation_day.hpp"

#include <iterator>

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
  const bool has_bills = closing.bills == std::ssize(kBillAccounts);
  if (!has_bills || !day.reconciled_at) return kReconciliationBillMissing;
  if (closing.open_differences > 0) return kReconciliationDifferenceOpen;
  if (closing.suspense_fen != 0) return kReconciliationSuspense;
  return {};
}

}  // namespace fenrun
