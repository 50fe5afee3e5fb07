// Staff gives a buyer money back. What is committed here is the wish: it is sent to WeChat afterwards, under
// a number that never changes, as often as it takes (server/order_keeper).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/order/refund.hpp"

namespace fenrun::flows {

struct RequestRefund {
  std::string public_id;  // a fresh ULID
  std::string order_public_id;
  std::vector<RefundPart> parts;  // empty: `amount_fen` is spread over the lines
  Fen amount_fen;
  std::string reason;
  StaffId staff_id;
};

// Refuses with kRefundReasonInvalid, kOrderNotFound, kRefundElsewhere, and as decide_refund() and
// spread_refund() do.
Result<OrderRefund> request_refund(db::Tx& tx, const RequestRefund& command, Instant now);

}  // namespace fenrun::flows
