#include "server/api/money_view.hpp"

#include <map>
#include <set>

#include "base/crypto/encoding.hpp"
#include "base/log.hpp"
#include "db/journal/journal.hpp"
#include "db/journal/movement_search.hpp"
#include "db/journal/subject.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "server/api/movement_query.hpp"

namespace fenrun::server {
namespace {

std::string hex_of_bytes(const std::string& bytes) { return crypto::to_hex(crypto::as_bytes(bytes)); }

// What became of the commissions and withdrawals that a page of entries names, as of now.
struct Subjects {
  db::Commissions commissions;
  std::map<std::string, WithdrawalState> withdrawals;
};

Subjects subjects_of(db::Tx& tx, const std::vector<db::JournalTxn>& entries) {
  std::set<std::string> commissions;
  std::set<std::string> withdrawals;
  for (const db::JournalTxn& entry : entries) {
    const Subject subject = row_of(entry.kind).subject;
    if (subject == Subject::commission) commissions.insert(entry.subject);
    if (subject == Subject::withdrawal) withdrawals.insert(entry.subject);
  }
  return {db::find_commissions(tx, commissions), db::withdrawal_states(tx, withdrawals)};
}

std::optional<std::string> entry_state(const Subjects& subjects, const db::JournalTxn& entry) {
  const auto commission = subjects.commissions.find(entry.subject);
  const auto withdrawal = subjects.withdrawals.find(entry.subject);
  switch (row_of(entry.kind).subject) {
    case Subject::commission:
      if (commission == subjects.commissions.end()) return std::nullopt;
      return std::string(payment_state(commission->second.money));
    case Subject::withdrawal:
      if (withdrawal == subjects.withdrawals.end()) return std::nullopt;
      return std::string(payment_state(withdrawal->second));
    case Subject::none:
      return std::nullopt;
  }
  return std::nullopt;
}

json::Writer entry_json(const db::JournalTxn& entry, const Subjects& subjects, Language language) {
  const MovementRow& row = row_of(entry.kind);
  json::Writer body;
  body.row_id("number", entry.number)
      .text("kind", row.word)
      .text("description", language == Language::zh ? row.zh : row.en)
      .text("reference", entry.reference)
      .text("subject", entry.subject)
      .maybe_text("payment_state", entry_state(subjects, entry))
      .fen("amount_fen", entry.amount)
      .time("at", entry.at)
      .object("balance", balance_json(entry.after));
  return body;
}

json::Writer posting_json(const Posting& posting) {
  json::Writer body;
  body.text("debit", to_word(posting.debit()))
      .text("credit", to_word(posting.credit()))
      .fen("amount_fen", posting.amount());
  return body;
}

json::Writer statement_json(const flows::ShownStatement& shown) {
  const Statement& it = shown.statement;
  json::Writer body;
  body.text("month", month_text(it.month))
      .maybe_time("closed_at", shown.closed_at)
      .object("opening", balance_json(it.opening))
      .object("flows", flows_json(it.flows))
      .object("closing", balance_json(it.closing))
      .object("to_date", flows_json(it.to_date))
      .integer("after_number", it.opening_number)
      .integer("last_number", it.last_number)
      .text("document", to_text(it))
      .text("hash", hex_of_bytes(shown.hash));
  return body;
}

json::Writer statement_summary_json(const db::StatementRow& row) {
  json::Writer body;
  body.text("month", month_text(row.statement.month))
      .time("closed_at", row.closed_at)
      .object("flows", flows_json(row.statement.flows))
      .object("closing", balance_json(row.statement.closing))
      .text("hash", hex_of_bytes(row.hash));
  return body;
}

}  // namespace

json::Writer balance_json(const Balance& balance) {
  json::Writer body;
  body.fen("pending_fen", balance.pending)
      .fen("available_fen", balance.available)
      .fen("held_fen", balance.held)
      .fen("disputed_fen", balance.disputed)
      .fen("owed_fen", balance.owed);
  return body;
}

json::Writer flows_json(const MoneyFlows& flows) {
  json::Writer body;
  body.fen("earned_fen", flows.earned)
      .fen("clawed_back_fen", flows.clawed_back)
      .fen("withdrawn_fen", flows.withdrawn)
      .fen("tax_fen", flows.tax)
      .fen("written_off_fen", flows.written_off);
  return body;
}

std::string_view payment_state(const CommissionMoney& money) {
  if (money.frozen.value > 0) return "disputed";
  if (money.clawed_back == money.earned) return "void";
  return money.is_released ? "available" : "pending";
}

std::string_view payment_state(WithdrawalState state) {
  if (is_open(state)) return "held";
  return state == WithdrawalState::paid ? "paid" : "returned";
}

Result<Reply> money_reply(const Call& call, db::Tx& tx, DealerId dealer) {
  Query query(call.request.target);
  if (auto refused = query.refusal()) return *refused;
  const flows::MoneyNow money = flows::money_now(tx, dealer, call.now);
  json::Writer body;
  body.object("balance", balance_json(money.balance))
      .object("today", flows_json(money.today))
      .object("month", flows_json(money.month))
      .object("to_date", flows_json(money.to_date))
      .integer("last_number", money.last_number);
  return ok(body);
}

Result<Reply> money_entries_reply(const Call& call, db::Tx& tx, DealerId dealer) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_journal(tx, sheet_of(dealer), {list.after.id, list.limit});
  const Subjects subjects = subjects_of(tx, page.items);
  return ok_list(call, page.items, page.next,
                 [&](const db::JournalTxn& entry) { return entry_json(entry, subjects, call.language); });
}

Result<Reply> staff_entries_reply(const Call& call, db::Tx& tx, SheetId sheet) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const MovementFilter filter = movement_query(query);
  const bool is_counted = wants_total(query);
  if (auto refused = query.refusal()) return *refused;
  std::optional<ListTotal> total;
  if (is_counted) total = db::total_of_movements(tx, sheet, filter);
  const auto page = db::list_movements(tx, sheet, filter, {list.after.id, list.limit});
  const Subjects subjects = subjects_of(tx, page.items);
  return ok_counted_list(call, page.items, page.next, total, [&](const db::JournalTxn& entry) {
    return entry_json(entry, subjects, call.language)
        .fen("counted_fen", counted(filter, entry.postings, entry.amount))
        .list("postings", entry.postings, posting_json);
  });
}

Result<Reply> balance_reply(const Call& call, db::Tx& tx, DealerId dealer) {
  Query query(call.request.target);
  const auto at = query.maybe_time("at");
  if (auto refused = query.refusal()) return *refused;
  return ok(balance_json(db::balance_before(tx, sheet_of(dealer), at.value_or(call.now))));
}

Result<Reply> statements_reply(const Call& call, db::Tx& tx, DealerId dealer) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_statements(tx, dealer, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, statement_summary_json);
}

Result<Reply> statement_reply(const Call& call, db::Tx& tx, const Dealer& dealer) {
  const auto month = parse_month(call.in_path("month"));
  if (!month) return kMonthInvalid;
  const auto shown = flows::statement_of(tx, dealer, *month, call.now);
  if (!shown) {
    if (shown.error() == kStatementBroken)
      log::error("statement.broken", {{"dealer", dealer.id.value}, {"month", call.in_path("month")}});
    return shown.error();
  }
  return ok(statement_json(*shown));
}

}  // namespace fenrun::server
