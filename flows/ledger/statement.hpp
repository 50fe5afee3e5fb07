// What a dealer's money did in a period, drawn from the journal alone.
#pragma once

#include "db/journal/journal.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ledger/month.hpp"
#include "domain/ledger/posting.hpp"

namespace fenrun::flows {

// Movements between a dealer and the company; those among the dealer's own accounts are not among them.
struct MoneyFlows {
  Fen earned;
  Fen clawed_back;
  Fen withdrawn;  // paid through WeChat or outside it, without the tax
  Fen tax;
  Fen written_off;

  friend bool operator==(const MoneyFlows&, const MoneyFlows&) = default;
};

MoneyFlows money_flows(db::Tx& tx, SheetId sheet, const Period& period);

// It foots: opening.net() + earned - clawed_back - withdrawn - tax + written_off = closing.net().
struct Statement {
  Balance opening;
  MoneyFlows flows;
  Balance closing;
  // The last movement before the end and its hash, which covers every movement before it: two statements of
  // one month with the same hash say the same. 0 and zeros before the first movement.
  std::int64_t last_number = 0;
  std::string hash;
};

Statement draw_statement(db::Tx& tx, SheetId sheet, const Period& period);

}  // namespace fenrun::flows
