// A dealer's money: as it is now, and as a month's statement says it. Drawn from the journal alone, by the
// numbers of movements, so that what is posted meanwhile cannot come between two questions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/journal/journal.hpp"
#include "db/mysql/tx.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/ledger/month.hpp"
#include "domain/ledger/statement.hpp"

namespace fenrun::flows {

// The hash of a statement: SHA-256 of its text.
std::string statement_hash(const Statement& statement);

// Σ of the flows of the movements after `after` and up to `last`.
MoneyFlows flows_of(db::Tx& tx, SheetId sheet, std::int64_t after, std::int64_t last);

// All of it as of one movement: balance.net() = to_date.net().
struct MoneyNow {
  Balance balance;
  MoneyFlows today;
  MoneyFlows month;
  MoneyFlows to_date;
  std::int64_t last_number = 0;
};
MoneyNow money_now(db::Tx& tx, DealerId dealer, Instant now);

// `closed_at` is not set while the month lasts: such a statement is provisional.
struct ShownStatement {
  Statement statement;
  std::string hash;
  std::optional<Instant> closed_at;
};

// The statement of a month. When the month is over it is closed by whoever asks first, and read from then on:
// later movements are dated later, whatever the clocks say. Refuses with kMonthInFuture,
// kStatementBeforeJoining and, for a stored row that does not agree with its hash, kStatementBroken.
Result<ShownStatement> statement_of(db::Tx& tx, const Dealer& dealer, const Period& month, Instant now);

// The movements of a statement in their order, with postings. Refuses with kStatementTooLong where there are
// more than `lines_max`.
Result<std::vector<db::JournalTxn>> lines_of(db::Tx& tx, DealerId dealer, const Statement& statement,
                                             int lines_max);

// Closes the oldest month that is over and not closed for everybody yet: `limit` dealers at most, 1,000 at
// the most, by statements that they share. Returns how many; fewer than `limit` means that nothing is left to
// close, or that another process closes.
Result<int> close_due_statements(db::Tx& tx, Instant now, int limit);

}  // namespace fenrun::flows
