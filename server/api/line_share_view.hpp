// What the lines of an order paid to dealers, and why a line paid nobody or a share has no owner.
#pragma once

#include <vector>

#include "db/commission/commission.hpp"
#include "domain/order/order.hpp"
#include "server/api/call.hpp"
#include "server/api/dealer_view.hpp"

namespace fenrun::server {

// Everything that was shared out of one order; empty before its payment.
struct OrderShares {
  std::vector<Commission> commissions;
  std::vector<UnclaimedCommission> unclaimed;
  std::vector<db::CommissionZeroLine> zero_lines;
};

OrderShares shares_of_order(db::Tx& tx, OrderId order);

// Adds `commissions`, `unclaimed` and `zero` of the line, as staff sees them.
void add_line_shares(json::Writer& body, const OrderShares& shares, OrderLineId line, DealerNames& names,
                     Language language);
// Adds `commissions` and `zero` as the dealer sees them: its own commissions, and where it has none of the
// line, the reason, if there is one for it. What others earn is not its business.
void add_own_line_shares(json::Writer& body, const OrderShares& shares, OrderLineId line, DealerId dealer,
                         Language language);

json::Writer unclaimed_json(const UnclaimedCommission& unclaimed, Language language);

}  // namespace fenrun::server
