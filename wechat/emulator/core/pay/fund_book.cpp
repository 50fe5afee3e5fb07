#include "wechat/emulator/core/pay/fund_book.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace fenrun::emulator::pay {
namespace {

struct Step {
  Fen available;
  Fen locked;
};

// What one fen of a movement does to the two parts of a balance.
Step step_of(Movement movement) {
  switch (movement) {
    case Movement::credit:
      return {1, 0};
    case Movement::debit:
      return {-1, 0};
    case Movement::lock:
      return {-1, 1};
    case Movement::unlock:
      return {1, -1};
    case Movement::pay_locked:
      return {0, -1};
  }
  FENRUN_UNREACHABLE("a movement has a name");
}

}  // namespace

std::string_view name_of(Account account) {
  switch (account) {
    case Account::basic:
      return "BASIC";
    case Account::operation:
      return "OPERATION";
    case Account::fees:
      return "FEES";
  }
  return {};
}

std::optional<Account> account_named(std::string_view name) {
  const auto* found = std::find_if(kAccounts.begin(), kAccounts.end(),
                                   [name](Account account) { return name_of(account) == name; });
  return found == kAccounts.end() ? std::nullopt : std::optional(*found);
}

std::string_view name_of(Movement movement) {
  switch (movement) {
    case Movement::credit:
      return "credit";
    case Movement::debit:
      return "debit";
    case Movement::lock:
      return "lock";
    case Movement::unlock:
      return "unlock";
    case Movement::pay_locked:
      return "pay_locked";
  }
  return {};
}

void FundBook::credit(Account account, Fen amount, Business business, Instant now) {
  add(account, Movement::credit, amount, std::move(business), now);
}

bool FundBook::debit(Account account, Fen amount, Business business, Instant now) {
  if (balance(account).available < amount) return false;
  add(account, Movement::debit, amount, std::move(business), now);
  return true;
}

bool FundBook::lock(Account account, Fen amount, Business business, Instant now) {
  if (balance(account).available < amount) return false;
  locks_[index_of(account)][business.business_no] += amount;
  add(account, Movement::lock, amount, std::move(business), now);
  return true;
}

void FundBook::unlock(Account account, Fen amount, Business business, Instant now) {
  release(account, amount, business.business_no);
  add(account, Movement::unlock, amount, std::move(business), now);
}

void FundBook::pay_locked(Account account, Fen amount, Business business, Instant now) {
  release(account, amount, business.business_no);
  add(account, Movement::pay_locked, amount, std::move(business), now);
}

bool FundBook::top_up(Account account, Fen amount, std::string voucher_no, Instant now) {
  const bool is_in = amount > 0;
  const auto number = (is_in ? "CZ" : "TX") + to_digits(day_of(now)) + std::to_string(entries_.size() + 1);
  Business business{"充值/提现", is_in ? "充值" : "提现", number, std::move(voucher_no), {}};
  if (!is_in) return debit(account, -amount, std::move(business), now);
  credit(account, amount, std::move(business), now);
  return true;
}

Fen FundBook::locked_under(Account account, std::string_view business_no) const {
  const auto& locks = locks_[index_of(account)];
  const auto found = locks.find(business_no);
  return found == locks.end() ? 0 : found->second;
}

Balance FundBook::balance_at_end_of(Day day, Account account) const {
  const auto next = by_day_.upper_bound({account, day});
  if (next == by_day_.begin()) return {};
  const auto& [key, places] = *std::prev(next);
  return key.account == account ? entries_[places.back()].after : Balance{};
}

std::vector<const FundEntry*> FundBook::entries_on(Day day, Account account) const {
  std::vector<const FundEntry*> found;
  const auto places = by_day_.find({account, day});
  if (places == by_day_.end()) return found;
  found.reserve(places->second.size());
  for (const auto place : places->second) found.push_back(&entries_[place]);
  return found;
}

void FundBook::add(Account account, Movement movement, Fen amount, Business business, Instant now) {
  FENRUN_ASSERT(amount > 0);
  const auto [available, locked] = step_of(movement);
  auto& balance = balances_[index_of(account)];
  balance.available += available * amount;
  balance.locked += locked * amount;
  FENRUN_ASSERT(balance.available >= 0 && balance.locked >= 0);
  by_day_[{account, day_of(now)}].push_back(entries_.size());
  const auto number = static_cast<std::int64_t>(entries_.size()) + 1;
  entries_.push_back({number, now, account, movement, amount, balance, std::move(business)});
}

void FundBook::release(Account account, Fen amount, const std::string& business_no) {
  auto& locks = locks_[index_of(account)];
  const auto found = locks.find(business_no);
  FENRUN_ASSERT(found != locks.end() && found->second >= amount);
  found->second -= amount;
  if (found->second == 0) locks.erase(found);
}

}  // namespace fenrun::emulator::pay
