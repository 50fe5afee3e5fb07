// A posting is (debit, credit, positive amount): an unbalanced entry cannot be written down. A balance is
// what the postings of one dealer add up to.
#pragma once

#include <vector>

#include "domain/ledger/account.hpp"
#include "domain/money.hpp"

namespace fenrun {

class Posting {
 public:
  // Asserts that the amount is positive and the accounts differ.
  Posting(Account debit, Account credit, Fen amount);

  [[nodiscard]] Account debit() const { return debit_; }
  [[nodiscard]] Account credit() const { return credit_; }
  [[nodiscard]] Fen amount() const { return amount_; }

  friend bool operator==(const Posting&, const Posting&) = default;

 private:
  Account debit_;
  Account credit_;
  Fen amount_;
};

// What a dealer has and owes; each counted on the side where it normally stands, so that none may be
// negative.
struct Balance {
  Fen pending;
  Fen available;
  Fen held;
  Fen disputed;
  Fen owed;

  // One account of it; asserts that the account is a dealer's.
  [[nodiscard]] Fen& of(Account account);
  [[nodiscard]] Fen of(Account account) const;
  // The sum as the company's books see it: what we owe the dealer, less what the dealer owes us.
  [[nodiscard]] Fen net() const;

  friend bool operator==(const Balance&, const Balance&) = default;
};

// The balance after the posting; accounts of the company are not part of it.
[[nodiscard]] Balance after(Balance balance, const Posting& posting);
[[nodiscard]] Balance after(Balance balance, const std::vector<Posting>& postings);

// No account is below zero.
[[nodiscard]] bool is_within_bounds(const Balance& balance);

}  // namespace fenrun
