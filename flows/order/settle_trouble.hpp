// A person of finance has found out what money of an order is about that was not booked, and says why nothing
// more will come of it here. No fen moves.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "db/order/parked_refund.hpp"
#include "db/order/suspense.hpp"
#include "domain/ids.hpp"

namespace fenrun::flows {

struct SettleTrouble {
  std::int64_t id = 0;
  StaffId staff;
  std::string reason;  // one line
};

// Refuses, in this order, with kTroubleReasonInvalid, kSuspenseNotFound, kSuspenseClosed.
Result<db::NotedSuspense> close_suspense(db::Tx& tx, const SettleTrouble& command, Instant now);

// The refund is not booked when its order is paid. Reported again after that, it is a report as any other.
// Refuses, in this order, with kTroubleReasonInvalid, kParkedRefundNotFound, kParkedRefundSettled.
Result<db::WaitingRefund> dismiss_parked_refund(db::Tx& tx, const SettleTrouble& command, Instant now);

}  // namespace fenrun::flows
