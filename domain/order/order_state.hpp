// The life of an order, as a table of states and events. Refunds run beside it and may come in any state
// after payment; only the one that returns everything before the goods have left ends the order.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace fenrun {

enum class OrderState {
  created,    // waits for payment
  paid,       // waits for shipping
  shipped,    // waits for the buyer
  received,   // the hold period of the commissions runs
  completed,  // the commissions are released
  closed,     // never paid, or paid back in full before it was shipped
};

enum class OrderEvent {
  pay,
  ship,
  receive,
  complete,
  close,
  refund_whole,  // the last fen of it has been returned
};

std::string_view to_text(OrderState state);
std::optional<OrderState> order_state_from(std::string_view text);

inline constexpr ErrorCode kOrderStateConflict{ErrorKind::conflict, "order.state_conflict",
                                               "订单当前状态不允许此操作",
                                               "The order's state does not allow this now"};

// The state that `event` leads to. Refuses with kOrderStateConflict. A payment revives a closed order:
// closing does not stop a payment under way at WeChat, and money that has arrived must belong to an order.
Result<OrderState> move_order(OrderState from, OrderEvent event);

inline constexpr std::size_t kParcelTextMax = 64;  // characters
// Carrier and tracking number, one line each and no space at either end, or neither.
[[nodiscard]] bool is_parcel(std::string_view carrier, std::string_view tracking_no);

}  // namespace fenrun
