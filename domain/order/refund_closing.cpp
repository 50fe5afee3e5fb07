#include "domain/order/refund_closing.hpp"

#include "base/assert.hpp"
#include "domain/text.hpp"

namespace fenrun {

std::string_view to_word(RefundClosingState state) {
  switch (state) {
    case RefundClosingState::open:
      return "open";
    case RefundClosingState::applied:
      return "applied";
    case RefundClosingState::refused:
      return "refused";
  }
  FENRUN_UNREACHABLE("no such state of a closing");
}

std::optional<RefundClosingState> refund_closing_state_from(std::string_view word) {
  for (const auto state :
       {RefundClosingState::open, RefundClosingState::applied, RefundClosingState::refused}) {
    if (to_word(state) == word) return state;
  }
  return std::nullopt;
}

Done check_refund_closing(const RefundClosing& wish) {
  if (!is_one_line(wish.reason, 1, kRefundClosingReasonMax)) return kRefundClosingReasonInvalid;
  const bool is_called_off = wish.ending == RefundEnding::called_off;
  const bool is_fine =
      is_called_off ? wish.reference.empty() : is_one_line(wish.reference, 1, kRefundClosingReferenceMax);
  if (!is_fine) return kRefundClosingReferenceInvalid;
  return {};
}

Done check_refund_closing_decision(const RefundClosing& closing, StaffId decider, bool is_approved) {
  if (closing.state != RefundClosingState::open) return kRefundClosingDecided;
  if (is_approved && closing.proposed_by == decider) return kRefundClosingOwn;
  return {};
}

Done check_refund_is_nowhere(const RefundClosing& closing, const OrderRefund& refund, Instant now) {
  if (refund.state != RefundState::requested) return kRefundClosingOvertaken;
  if (!closing.absent_at || now > *closing.absent_at + kRefundAbsenceHolds) return kRefundClosingUnheard;
  return {};
}

bool is_late_enough(const RefundClosing& closing, Instant asked_at) {
  return asked_at >= closing.proposed_at + kRefundQuiet;
}

}  // namespace fenrun
