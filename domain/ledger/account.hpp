// The chart of accounts. A dealer has five accounts of its own; the company's stand beside them. An account
// is named by its class alone: which dealer it is about is said by the sheet that the posting stands on.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "domain/money.hpp"

namespace fenrun {

enum class Account : std::uint8_t {
  pending,     // of a dealer: earned, inside the refund window
  available,   // of a dealer: may be withdrawn
  held,        // of a dealer: asked for, not yet paid
  disputed,    // of a dealer: exactly the fen that are in dispute
  owed,        // of a dealer: what clawbacks took and the balance did not cover
  commission,  // what the sales cost us in commission
  unclaimed,   // shares that nobody was entitled to
  wechat,      // our money at WeChat
  in_flight,   // locked by WeChat for a bill
  bank,        // our money outside WeChat
  tax,         // withheld, owed to the tax office
  bad_debt,    // debts that two people gave up
  fees,        // what the channel charged, less the fees that withdrawals paid
  suspense,    // not explained yet: zero after each reconciliation
};

enum class Owner { dealer, company };

// On which side of the account its balance normally stands. An asset or expense grows by debits, a liability
// by credits.
enum class Side { debit, credit };

struct AccountRow {
  Account account;
  Owner owner;
  Side side;
  std::string_view word;  // as stored and printed
  std::string_view zh;
  std::string_view en;
};

// Every account, in the order of the enumeration.
std::span<const AccountRow> chart_of_accounts();
const AccountRow& row_of(Account account);

std::string_view to_word(Account account);
std::optional<Account> account_from(std::string_view word);

}  // namespace fenrun
