// A refund takes commissions back with the share of the sale itself; the end of the hold releases them.
// Orders call both under the order's lock and post what they return to the ledger in the same transaction.
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

// Only what this refund adds: a repeat takes nothing. Lines that were not refunded need not be named. Refuses
// with kRefundOverBase.
Result<Clawback> claw_back_commissions(db::Tx& tx, OrderId order, std::span<const LineRefunds> refunds);

// Pending ones become available; those that were clawed back whole stay void. Returns those released now.
std::vector<Commission> release_commissions(db::Tx& tx, OrderId order);

}  // namespace fenrun::flows
