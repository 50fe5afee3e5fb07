// Which movements of a sheet a figure is made of: those with a posting of an account, or of a flow, within a
// time.
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "domain/ledger/account.hpp"
#include "domain/ledger/posting.hpp"
#include "domain/ledger/statement.hpp"
#include "domain/money.hpp"

namespace fenrun {

// What is not set fits everything. An account and a flow together fit the postings that are of both.
struct MovementFilter {
  std::optional<Account> account;  // debited or credited
  std::optional<Flow> flow;
  std::optional<Instant> from;   // included
  std::optional<Instant> until;  // excluded

  // Whether the postings of a movement are looked at.
  [[nodiscard]] bool is_of_postings() const { return account || flow; }
};

// Whether a posting between these accounts, debit first, is of the filter's account and flow.
bool fits(const MovementFilter& filter, Account debit, Account credit);
// All such, of the chart of accounts.
std::vector<std::pair<Account, Account>> fitting_pairs(const MovementFilter& filter);

// What a movement adds to the filter's sum. By account: its postings on the side on which the account grows,
// less those on the other, so that all of a sheet are the account's balance on it. By flow alone: its
// postings of the flow. By neither: the movement's amount, whichever way the money went.
Fen counted(const MovementFilter& filter, std::span<const Posting> postings, Fen amount);

}  // namespace fenrun
