// A refund takes commissions back with the share of the sale itself, and its money out of the seller's sales
// of the month in which it was paid; the end of the hold releases them. Orders call both under the order's
// lock and post what they return to the ledger in the same transaction.
#pragma once

#include <span>
#include <vector>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/commission/clawback.hpp"
#include "domain/commission/commission.hpp"

namespace fenrun::flows {

struct LineRefunds {
  OrderLineId line;
  Fen refunded_in_all;  // by all refunds that succeeded, this one included; without freight and tax
  Fen refunded_now{};   // by this one alone
};

struct RefundedSale {
  OrderId order;
  DealerId seller;  // not set: nobody had referred the buyer
  Instant paid_at;
  std::vector<LineRefunds> lines;  // those that were not refunded need not be named
};

template <class Row>
struct TakenBack {
  Row row;   // as it is now
  Fen take;  // positive
};

struct Clawback {
  std::vector<TakenBack<Commission>> commissions;
  std::vector<TakenBack<UnclaimedCommission>> unclaimed;
};

// Only what this refund adds: of commissions a repeat takes nothing. `refunded_now` leaves the seller's month
// each time, and the caller sees to it that a refund succeeds once. Each of `sales` names another order; the
// answers stand in their order, and the statements are as many for one as for all of one month. Refuses with
// kRefundOverBase, before anything is written.
Result<std::vector<Clawback>> claw_back_commissions(db::Tx& tx, std::span<const RefundedSale> sales);
Result<Clawback> claw_back_commissions(db::Tx& tx, const RefundedSale& sale);

// Pending ones become available; those that were clawed back whole stay void. Returns those released now.
std::vector<Commission> release_commissions(db::Tx& tx, OrderId order);

}  // namespace fenrun::flows
