// Rows of `sale_order` and `sale_order_line`. Whoever changes an order or its refunds holds the order's row
// first; its lines change under that lock only.
#pragma once

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
#include "domain/order/order.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

using OrderNumber = std::pair<std::string, std::string>;  // source and number there

std::optional<Order> find_order(Tx& tx, OrderId id);
std::optional<Order> find_order_by_public_id(Tx& tx, std::string_view public_id);
std::optional<Order> find_order_by_external_no(Tx& tx, std::string_view source, std::string_view external_no);
std::vector<OrderLine> lines_of_order(Tx& tx, OrderId id);  // in the order they were placed

// FOR UPDATE, with lines: payment, refunds, shipping and closing of one order come one after the other.
std::optional<OrderWithLines> lock_order(Tx& tx, OrderId id);
std::optional<OrderWithLines> lock_order_by_public_id(Tx& tx, std::string_view public_id);
// Of many, one after the other in the order of the numbers; what does not exist is left out.
std::map<std::string, OrderWithLines> lock_orders_by_public_ids(Tx& tx,
                                                                const std::set<std::string>& public_ids);
std::optional<OrderWithLines> lock_order_by_external_no(Tx& tx, std::string_view source,
                                                        std::string_view external_no);
std::map<OrderNumber, OrderWithLines> lock_orders_by_external_nos(Tx& tx,
                                                                  const std::set<OrderNumber>& numbers);

// Gives the order and its lines their ids. False when the source's number is taken. `due_at`: the keeper's
// first look at it. `receiver_sealed` is empty when none was given.
[[nodiscard]] bool insert_order(Tx& tx, OrderWithLines& sale, std::optional<Instant> due_at,
                                std::string_view receiver_sealed);
// Writes state, times, shipping, stamp and the freight's refund counters, and counts the version up. Once
// received or closed, the order of a deleted account loses remark and receiver.
void update_order(Tx& tx, const Order& order, std::optional<Instant> due_at);
// The same of many, at most 1,000.
struct OrderUpdate {
  const Order& order;
  std::optional<Instant> due_at;
};
void update_orders(Tx& tx, std::span<const OrderUpdate> updates);
// Clears remark and receiver of what this person has received or will never get. What is still to be sent
// keeps them until update_order(). The consumer's row is locked.
void erase_buyer_of_orders(Tx& tx, ConsumerId consumer);
// Writes the freight's refund counters alone, and counts the version up.
void update_order_refunds(Tx& tx, const Order& order);
// Writes the refund counters of the orders' lines.
void update_line_refunds(Tx& tx, std::span<const OrderWithLines* const> sales);

// Sealed as it was stored; empty: none was given.
std::string receiver_of_order(Tx& tx, OrderId id);

// Orders whose next automatic step is due, the longest due first.
std::vector<OrderId> due_orders(Tx& tx, Instant now, int limit);
// Nothing: no step is due by itself.
void postpone_order(Tx& tx, OrderId id, std::optional<Instant> due_at);
// Of an order that has been shipped; of no other.
void correct_parcel(Tx& tx, OrderId id, std::string_view carrier, std::string_view tracking_no);

struct OrderFilter {
  ConsumerId consumer;  // what is not set fits everything; one of consumer, seller and the other two
  DealerId seller;
  std::optional<OrderState> state;  // with a source or without
  std::string source;               // "" is every source
};

// Newest first, without lines; the cursor is the id of the last one seen.
Page<Order> list_orders(Tx& tx, const OrderFilter& filter, const PageRequest& request);

}  // namespace fenrun::db
