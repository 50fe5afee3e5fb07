#include "flows/order/settle_trouble.hpp"

#include "domain/order/order_trouble.hpp"
#include "domain/text.hpp"

namespace fenrun::flows {

Result<db::NotedSuspense> close_suspense(db::Tx& tx, const SettleTrouble& command, Instant now) {
  if (!is_one_line(command.reason, 1, kTroubleReasonMax)) return kTroubleReasonInvalid;
  auto noted = db::lock_suspense(tx, command.id);
  if (!noted) return kSuspenseNotFound;
  if (noted->closed_at) return kSuspenseClosed;
  noted->closed_at = now;
  noted->closed_by = command.staff;
  noted->closing_reason = command.reason;
  db::close_suspense(tx, noted->id, command.staff, command.reason, now);
  return *std::move(noted);
}

Result<db::WaitingRefund> dismiss_parked_refund(db::Tx& tx, const SettleTrouble& command, Instant now) {
  if (!is_one_line(command.reason, 1, kTroubleReasonMax)) return kTroubleReasonInvalid;
  auto parked = db::lock_parked_refund(tx, command.id);
  if (!parked) return kParkedRefundNotFound;
  if (!parked->is_waiting) return kParkedRefundSettled;
  db::dismiss_parked_refund(tx, command.id, command.staff, command.reason, now);
  return std::move(parked->waiting);
}

}  // namespace fenrun::flows
