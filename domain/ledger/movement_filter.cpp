#include "domain/ledger/movement_filter.hpp"

namespace fenrun {

bool fits(const MovementFilter& filter, Account debit, Account credit) {
  if (filter.account && debit != *filter.account && credit != *filter.account) return false;
  return !filter.flow || flow_of(debit, credit) == filter.flow;
}

std::vector<std::pair<Account, Account>> fitting_pairs(const MovementFilter& filter) {
  std::vector<std::pair<Account, Account>> pairs;
  for (const AccountRow& debit : chart_of_accounts()) {
    for (const AccountRow& credit : chart_of_accounts()) {
      if (debit.account != credit.account && fits(filter, debit.account, credit.account))
        pairs.emplace_back(debit.account, credit.account);
    }
  }
  return pairs;
}

Fen counted(const MovementFilter& filter, std::span<const Posting> postings, Fen amount) {
  if (!filter.is_of_postings()) return amount;
  Fen sum;
  for (const Posting& one : postings) {
    if (!fits(filter, one.debit(), one.credit())) continue;
    const bool is_debit = filter.account && one.debit() == *filter.account;
    const bool grows = !filter.account || (row_of(*filter.account).side == Side::debit) == is_debit;
    sum.value += grows ? one.amount().value : -one.amount().value;
  }
  return sum;
}

}  // namespace fenrun
