#include "domain/ledger/posting.hpp"

#include "base/assert.hpp"

namespace fenrun {
namespace {

void move(Balance& balance, Account account, Side side, Fen amount) {
  const AccountRow& row = row_of(account);
  if (row.owner != Owner::dealer) return;
  Fen& fen = balance.of(account);
  const std::int64_t change = row.side == side ? amount.value : -amount.value;
  FENRUN_ASSERT(!__builtin_add_overflow(fen.value, change, &fen.value));
}

}  // namespace

Posting::Posting(Account debit, Account credit, Fen amount)
    : debit_(debit), credit_(credit), amount_(amount) {
  FENRUN_ASSERT(amount.value > 0);
  FENRUN_ASSERT(debit != credit);
}

Fen& Balance::of(Account account) {
  switch (account) {
    case Account::pending:
      return pending;
    case Account::available:
      return available;
    case Account::held:
      return held;
    case Account::disputed:
      return disputed;
    case Account::owed:
      return owed;
    case Account::commission:
    case Account::unclaimed:
    case Account::wechat:
    case Account::in_flight:
    case Account::bank:
    case Account::tax:
    case Account::bad_debt:
    case Account::fees:
    case Account::suspense:
      break;
  }
  FENRUN_UNREACHABLE("the account is the company's, not a dealer's");
}

Fen Balance::of(Account account) const {
  Balance copy = *this;
  return copy.of(account);
}

Fen Balance::net() const {
  return Fen{pending.value + available.value + held.value + disputed.value - owed.value};
}

Balance after(Balance balance, const Posting& posting) {
  move(balance, posting.debit(), Side::debit, posting.amount());
  move(balance, posting.credit(), Side::credit, posting.amount());
  return balance;
}

Balance after(Balance balance, const std::vector<Posting>& postings) {
  for (const Posting& posting : postings) balance = after(balance, posting);
  return balance;
}

bool is_within_bounds(const Balance& balance) {
  return balance.pending.value >= 0 && balance.available.value >= 0 && balance.held.value >= 0 &&
         balance.disputed.value >= 0 && balance.owed.value >= 0;
}

}  // namespace fenrun
