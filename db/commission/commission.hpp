// Rows of `commission`, `commission_unclaimed` and `commission_zero_line`.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/commission/commission.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

struct CommissionZeroLine {
  OrderId order;
  OrderLineId line;
  ZeroReason reason = ZeroReason::no_rule;
};

// Of any number of orders; writes the ids into the rows. A share that exists already is our bug: the order's
// row in commission_sale is what makes a sale be shared out once.
void insert_commissions(Tx& tx, std::span<Commission> commissions);
void insert_unclaimed(Tx& tx, std::span<const UnclaimedCommission> rows);
void insert_zero_lines(Tx& tx, std::span<const CommissionZeroLine> rows);

// FOR UPDATE, in id order: a refund and the release of one order come one after the other. At most 1,000
// orders.
std::vector<Commission> lock_commissions_of(Tx& tx, const std::set<OrderId>& orders);
std::vector<UnclaimedCommission> lock_unclaimed_of(Tx& tx, const std::set<OrderId>& orders);
std::vector<Commission> lock_commissions_of(Tx& tx, OrderId order);
std::vector<UnclaimedCommission> lock_unclaimed_of(Tx& tx, OrderId order);
// Those of them that nobody has locked, now locked until the end of the transaction, and those that do not
// exist.
std::set<CommissionId> lock_free_commissions(Tx& tx, const std::set<CommissionId>& ids);
// Of the caller's locked ones, whatever is pending.
void make_commissions_available(Tx& tx, const std::set<CommissionId>& ids);
std::vector<CommissionZeroLine> zero_lines_of(Tx& tx, OrderId order);

// Writes clawed_back_fen and state, and returned_fen.
void update_commission(Tx& tx, const Commission& commission);
void update_commissions(Tx& tx, std::span<const Commission> commissions);
void update_unclaimed(Tx& tx, std::span<const UnclaimedCommission> rows);

std::optional<Commission> find_commission(Tx& tx, CommissionId id);
std::vector<Commission> commissions_of_order(Tx& tx, OrderId order);
std::vector<UnclaimedCommission> unclaimed_of_order(Tx& tx, OrderId order);
struct UnclaimedOfOrder {
  std::string order_public_id;
  UnclaimedCommission unclaimed;
};
// Of all orders, the newest line first.
Page<UnclaimedOfOrder> list_unclaimed(Tx& tx, const PageRequest& page);
// Newest first.
Page<Commission> list_commissions_of(Tx& tx, DealerId dealer, const PageRequest& page);

}  // namespace fenrun::db
