// A refund that WeChat will not make is ended by two people: called off, or paid to the buyer otherwise.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/order/order_terms.hpp"
#include "domain/order/refund_closing.hpp"

namespace fenrun::flows {

struct ProposeRefundClosing {
  std::string public_id;  // a fresh ULID
  StaffId staff;
  std::string refund_public_id;
  RefundEnding ending = RefundEnding::called_off;
  std::string reference;
  std::string reason;
};

// From now on the refund is asked about and no longer sent. Refuses as check_refund_closing() does, and with
// kRefundNotFound, kRefundClosingOvertaken, kRefundClosingOpen, kRefundClosingReferenceUsed.
Result<RefundClosing> propose_refund_closing(db::Tx& tx, const ProposeRefundClosing& command, Instant now);

// Whether the refund may be sent to WeChat: no closing of it is open.
[[nodiscard]] bool may_send_refund(db::Tx& tx, OrderRefundId refund);

// WeChat, asked at `asked_at`, said that it has no such refund. Too early an answer shows nothing.
void note_refund_absent(db::Tx& tx, OrderRefundId refund, Instant asked_at);

struct DecideRefundClosing {
  std::string public_id;
  StaffId staff;
  bool is_approved = false;
  OrderTerms terms;
};

// An approval ends the refund in the same transaction: called off, what it asked for can be refunded anew;
// paid elsewhere, it takes back its part of the commissions. A refusal lets it be sent again. Refuses with
// kRefundClosingNotFound and as check_refund_closing_decision() does; an approval as
// check_refund_is_nowhere() does, too.
Result<RefundClosing> decide_refund_closing(db::Tx& tx, const DecideRefundClosing& command, Instant now);

}  // namespace fenrun::flows
