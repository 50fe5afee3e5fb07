#include "domain/dealer/ending.hpp"

namespace fenrun {
namespace {

// Held money is that of an open withdrawal, so no fen is without its refusal.
Done check_nothing_left(const EndingFacts& facts) {
  const Balance& balance = facts.balance;
  if (facts.has_open_withdrawal || balance.held != Fen{}) return kEndingWithdrawalOpen;
  if (balance.pending != Fen{}) return kEndingMoneyPending;
  if (balance.disputed != Fen{}) return kEndingMoneyDisputed;
  if (balance.available != Fen{}) return kEndingMoneyAvailable;
  if (balance.owed != Fen{}) return kEndingDebtOwed;
  return {};
}

}  // namespace

Done decide_ending(const EndingFacts& facts, std::string_view reason) {
  if (const Done checked = check_reason(reason); !checked) return checked;
  if (facts.state == DealerState::ended) return kDealerEnded;
  if (facts.children > 0) return kEndingHasDownline;
  if (const Done empty = check_nothing_left(facts); !empty) return empty;
  if (facts.customers > kEndedCustomersMax) return kEndingTooManyCustomers;
  return {};
}

}  // namespace fenrun
