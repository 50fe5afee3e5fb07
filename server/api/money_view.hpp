// A dealer's money as the API shows it, to the dealer and to finance alike.
#pragma once

#include "db/journal/statement.hpp"
#include "domain/ledger/plan_movement.hpp"
#include "domain/withdrawal/withdrawal_state.hpp"
#include "flows/ledger/statement.hpp"
#include "server/api/call.hpp"

namespace fenrun::server {

json::Writer balance_json(const Balance& balance);
json::Writer flows_json(const MoneyFlows& flows);
// What became of a commission: pending, available, disputed (in part or whole) or void.
std::string_view payment_state(const CommissionMoney& money);
// What became of a withdrawal: held while it is open, then paid or returned.
std::string_view payment_state(WithdrawalState state);

// What the three pages of money answer, about one dealer.
Result<Reply> money_reply(const Call& call, db::Tx& tx, DealerId dealer);
// Of the dealer's sheet.
Result<Reply> money_entries_reply(const Call& call, db::Tx& tx, DealerId dealer);
Result<Reply> balance_reply(const Call& call, db::Tx& tx, DealerId dealer);

// For staff: of any sheet, by account, flow and time, with postings and what each adds to the filter's sum.
Result<Reply> staff_entries_reply(const Call& call, db::Tx& tx, SheetId sheet);

// The same for statements. The month stands in the path.
Result<Reply> statements_reply(const Call& call, db::Tx& tx, DealerId dealer);
Result<Reply> statement_reply(const Call& call, db::Tx& tx, const Dealer& dealer);

}  // namespace fenrun::server
