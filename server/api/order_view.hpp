// Orders as their buyers, the dealers who earn from them, and staff see them.
#pragma once

#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/order/order.hpp"
#include "domain/order/refund.hpp"
#include "flows/order/place_order.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/json/writer.hpp"
#include "server/api/line_share_view.hpp"

namespace fenrun::server {

json::Writer quote_json(const flows::Quote& quote);
// What the buyer sees in a list, and in full.
json::Writer order_json(const Order& order);
json::Writer order_detail_json(const OrderWithLines& sale, const std::vector<OrderRefund>& refunds);
// Of a dealer's customers: no remark, no receiver, no shipping.
json::Writer sold_order_json(const Order& order);
// The same with its lines, and what each paid the dealer who sold it, or why it did not.
json::Writer sold_order_detail_json(const OrderWithLines& sale, const OrderShares& shares, DealerId seller,
                                    Language language);
// With source, stamp and times of the commissions; costs stay out.
json::Writer staff_order_json(const Order& order, DealerNames& names);
json::Writer staff_order_detail_json(const OrderWithLines& sale, const std::vector<OrderRefund>& refunds,
                                     const OrderShares& shares, DealerNames& names, Language language);
std::string order_state_name(OrderState state, Language language);
std::string refund_state_name(RefundState state, Language language);
std::string refund_ending_name(std::optional<RefundEnding> ending,
                               Language language);  // empty: not by people
json::Writer refund_json(const OrderRefund& refund);
// With its order, what WeChat refused it with last, and how people ended it.
json::Writer staff_refund_json(const OrderRefund& refund, const std::string& order, Language language);

}  // namespace fenrun::server
