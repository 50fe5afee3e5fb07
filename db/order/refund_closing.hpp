// Rows of `refund_closing`. Hold the lock of the refund's order to propose and to decide.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/order/refund_closing.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

// False when one of the refund's is open already, or another has the reference.
[[nodiscard]] bool insert_refund_closing(Tx& tx, const RefundClosing& closing);
std::optional<RefundClosing> find_refund_closing(Tx& tx, std::string_view public_id);
std::optional<RefundClosing> find_open_refund_closing(Tx& tx, OrderRefundId refund);
// Of an open one. Needs no lock: one statement, that reads nothing before.
void note_refund_absent(Tx& tx, RefundClosingId id, Instant heard_at);
void decide_refund_closing(Tx& tx, const RefundClosing& closing);
// Newest first.
Page<RefundClosing> list_refund_closings(Tx& tx, RefundClosingState state, const PageRequest& page);

}  // namespace fenrun::db
