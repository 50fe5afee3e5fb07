// The ledger in memory: the same planning as in production, and beside it an account of its own that adds up
// nothing but postings. What the two say must agree.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "domain/ledger/plan_movement.hpp"

namespace fenrun::testing {

class LedgerModel {
 public:
  // "" when it was posted, else the code of the refusal.
  std::string_view post(const Movement& movement) {
    const Done formed = check_movement(movement);
    if (!formed) return formed.error().code();
    const auto plan = plan_movement(movement, state_of(movement));
    if (!plan) return plan.error().code();
    for (const Posting& posting : plan->postings) {
      add(movement.dealer, posting.debit(), posting.amount().value);
      add(movement.dealer, posting.credit(), -posting.amount().value);
    }
    balances_[movement.dealer] = plan->after.balance;
    if (plan->after.commission) commissions_[movement.subject] = *plan->after.commission;
    if (plan->after.withdrawal) withdrawals_[movement.subject] = *plan->after.withdrawal;
    return "";
  }

  [[nodiscard]] const std::map<DealerId, Balance>& balances() const { return balances_; }
  [[nodiscard]] const std::map<std::string, CommissionMoney>& commissions() const { return commissions_; }
  [[nodiscard]] const std::map<std::string, WithdrawalMoney>& withdrawals() const { return withdrawals_; }
  void forget(const std::string& subject) {
    commissions_.erase(subject);
    withdrawals_.erase(subject);
  }

  // Debits less credits of one account over all dealers, from postings alone.
  [[nodiscard]] std::int64_t total(Account account) const {
    return totals_[static_cast<std::size_t>(account)];
  }
  [[nodiscard]] std::int64_t trial_balance() const {
    std::int64_t sum = 0;
    for (const std::int64_t total : totals_) sum += total;
    return sum;
  }
  // The dealer's balance from postings alone.
  [[nodiscard]] Balance recomputed(DealerId dealer) const {
    Balance balance;
    const auto found = sums_.find(dealer);
    if (found == sums_.end()) return balance;
    for (const AccountRow& row : chart_of_accounts()) {
      if (row.owner != Owner::dealer) continue;
      const std::int64_t sum = found->second[static_cast<std::size_t>(row.account)];
      balance.of(row.account) = Fen{row.side == Side::debit ? sum : -sum};
    }
    return balance;
  }

 private:
  using Sums = std::array<std::int64_t, 14>;

  SheetState state_of(const Movement& movement) const {
    SheetState state;
    const auto balance = balances_.find(movement.dealer);
    if (balance != balances_.end()) state.balance = balance->second;
    const Subject subject = row_of(movement.kind).subject;
    const auto commission = commissions_.find(movement.subject);
    if (subject == Subject::commission && commission != commissions_.end()) {
      state.commission = commission->second;
    }
    const auto withdrawal = withdrawals_.find(movement.subject);
    if (subject == Subject::withdrawal && withdrawal != withdrawals_.end()) {
      state.withdrawal = withdrawal->second;
    }
    return state;
  }

  void add(DealerId dealer, Account account, std::int64_t amount) {
    sums_[dealer][static_cast<std::size_t>(account)] += amount;
    totals_[static_cast<std::size_t>(account)] += amount;
  }

  std::map<DealerId, Balance> balances_;
  std::map<std::string, CommissionMoney> commissions_;
  std::map<std::string, WithdrawalMoney> withdrawals_;
  std::map<DealerId, Sums> sums_;
  Sums totals_{};
};

}  // namespace fenrun::testing
