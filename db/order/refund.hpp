// Rows of `order_refund` and its parts. Hold the order's lock to change them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "db/waiting.hpp"
#include "domain/order/refund.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

using RefundNumber = std::pair<OrderId, std::string>;  // and the refund's number

std::optional<OrderRefund> find_refund_by_no(Tx& tx, OrderId order, std::string_view refund_no);
std::map<RefundNumber, OrderRefund> find_refunds_by_no(Tx& tx, const std::set<RefundNumber>& numbers);
std::optional<OrderRefund> find_refund_by_public_id(Tx& tx, std::string_view public_id);
std::optional<OrderRefund> find_refund(Tx& tx, OrderRefundId id);
std::vector<OrderRefund> refunds_of_order(Tx& tx, OrderId order);  // oldest first
// Of every state; WeChat counts them all.
int count_refunds(Tx& tx, OrderId order);

// Gives it its id. False when the order has a refund of this number.
[[nodiscard]] bool insert_refund(Tx& tx, OrderRefund& refund, std::optional<Instant> due_at);
// Gives each its id. Of numbers that their orders do not have, with nothing to be done about them.
void insert_refunds(Tx& tx, std::span<OrderRefund* const> refunds);
// Writes state, WeChat's number and the time of success.
struct RefundUpdate {
  const OrderRefund& refund;
  std::optional<Instant> due_at;
};
void update_refunds(Tx& tx, std::span<const RefundUpdate> updates);

// Refunds to send or to ask about, the longest due first; rows that another process is taking are left to it.
// Plan the next attempt of each before this transaction ends.
struct DueRefund {
  OrderRefundId id;
  int attempts = 0;
};
std::vector<DueRefund> take_due_refunds(Tx& tx, Instant now, int limit);
void plan_refund(Tx& tx, OrderRefundId id, Instant due_at);  // counts one attempt more

// The next attempt is then, and those after it follow as after the first.
void ask_soon_about_refund(Tx& tx, OrderRefundId id, Instant due_at);
// Of one that WeChat has not accepted; of no other, and so without the order's lock. A code of at most 64
// ASCII characters.
void note_refund_refusal(Tx& tx, OrderRefundId id, std::string_view code);
// Of one whose state says so already.
void end_refund(Tx& tx, OrderRefundId id, RefundEnding ending);

// What a person must look at.
// Newest first; the cursor is the id of the last one seen.
Page<OrderRefund> list_refunds(Tx& tx, RefundState state, const PageRequest& request);
// Those that WeChat cannot pay out.
std::int64_t count_abnormal_refunds(Tx& tx);
// Those that were asked for and have not ended, the abnormal ones aside; the oldest by when it was asked for.
Waiting count_unended_refunds(Tx& tx);

}  // namespace fenrun::db
