// Dealers who join and earn from one order of another shop's; and a queue for finance to work off, when they
// ask for all of it.
#pragma once

#include <string>
#include <vector>

#include "deploy/history/desk.hpp"
#include "domain/money.hpp"
#include "flows/withdrawal/withdrawal_rules.hpp"

namespace fenrun::history {

struct Queue {
  int withdrawals = 0;
  Fen gross;
};

// May be asked for again: each time there are new dealers, another shop and an article of its own. All of it
// happens at `now`, by the commission plan that is in force, with no hold between receipt and release. Throws
// std::runtime_error when the staff "operator" are missing, or when the plan pays nothing.
Queue fill_queue(Desk& desk, const flows::WithdrawalRules& rules, int dealers, Instant now);

// The same dealers without asking: their openids. What each earned is the commission on `pieces` of 200 yuan.
std::vector<std::string> add_earners(Desk& desk, int dealers, int pieces, Instant now);

}  // namespace fenrun::history
