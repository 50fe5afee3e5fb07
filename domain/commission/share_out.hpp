// Shares a paid order out: who on the buyer's referral line earns how much from each line, and why.
#pragma once

#include <vector>

#include "domain/commission/explanation.hpp"
#include "domain/commission/plan.hpp"
#include "domain/commission/sale.hpp"
#include "domain/commission/zero_reason.hpp"

namespace fenrun {

struct Share {
  OrderLineId line;
  DealerId dealer;
  PaidLevel level = PaidLevel::first;
  Fen fen;  // positive
  Explanation explanation;
};

// A share that a rule grants and nobody can claim. It goes to the account of unclaimed shares.
struct UnclaimedShare {
  OrderLineId line;
  PaidLevel level = PaidLevel::first;
  Fen fen;  // positive
  ZeroReason reason = ZeroReason::nobody_at_level;

  friend bool operator==(const UnclaimedShare&, const UnclaimedShare&) = default;
};

// A line that pays nobody, with the reason of its first level.
struct ZeroLine {
  OrderLineId line;
  ZeroReason reason = ZeroReason::no_rule;

  friend bool operator==(const ZeroLine&, const ZeroLine&) = default;
};

struct SharedOut {
  std::vector<Share> shares;  // by line id, then level
  std::vector<UnclaimedShare> unclaimed;
  std::vector<ZeroLine> zero_lines;
};

// Total: each line has a share or is a zero line, never both. The parts of a line, unclaimed ones included,
// add up to its exact amounts rounded down (part.hpp), are then cut to the line's base, to the plan's cap of
// the order and to each dealer's cap of the month, in this order. What a cap cuts off is paid to nobody.
// Asserts what orders have checked: at most kSaleLinesMax lines with distinct ids, at most three dealers,
// amounts and quantities in range. `plan` has passed check_plan.
SharedOut share_out(const CommissionPlan& plan, const SaleFacts& facts);

}  // namespace fenrun
