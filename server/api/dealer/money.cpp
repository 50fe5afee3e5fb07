// A dealer's own money: what there is, what moved, and the statement of a month. Everything is drawn from the
// journal.
#include "base/crypto/encoding.hpp"
#include "db/journal/journal.hpp"
#include "db/journal/sheet.hpp"
#include "flows/ledger/statement.hpp"
#include "server/api/dealer/handlers.hpp"

namespace fenrun::server::dealer {
namespace {

json::Writer balance_json(const Balance& balance) {
  json::Writer body;
  body.fen("pending_fen", balance.pending)
      .fen("available_fen", balance.available)
      .fen("held_fen", balance.held)
      .fen("disputed_fen", balance.disputed)
      .fen("owed_fen", balance.owed);
  return body;
}

json::Writer flows_json(const flows::MoneyFlows& flows) {
  json::Writer body;
  body.fen("earned_fen", flows.earned)
      .fen("clawed_back_fen", flows.clawed_back)
      .fen("withdrawn_fen", flows.withdrawn)
      .fen("tax_fen", flows.tax)
      .fen("written_off_fen", flows.written_off);
  return body;
}

json::Writer entry_json(const db::JournalTxn& entry, Language language) {
  const MovementRow& row = row_of(entry.kind);
  json::Writer body;
  body.row_id("number", entry.number)
      .text("kind", row.word)
      .text("description", language == Language::zh ? row.zh : row.en)
      .text("reference", entry.reference)
      .fen("amount_fen", entry.amount)
      .time("at", entry.at)
      .object("balance", balance_json(entry.after));
  return body;
}

}  // namespace

Result<Reply> show_money(const Call& call, db::Tx& tx) {
  const SheetId sheet = sheet_of(call.caller.dealer);
  json::Writer body;
  body.object("balance", balance_json(db::find_sheet(tx, sheet).balance))
      .object("today", flows_json(flows::money_flows(tx, sheet, day_of(call.now))))
      .object("month", flows_json(flows::money_flows(tx, sheet, month_of(call.now))));
  return ok(body);
}

Result<Reply> list_money_entries(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_journal(tx, sheet_of(call.caller.dealer), {list.after.id, list.limit});
  return ok_list(call, page.items, page.next,
                 [&](const db::JournalTxn& entry) { return entry_json(entry, call.language); });
}

Result<Reply> show_balance_as_of(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const auto at = query.maybe_time("at");
  if (auto refused = query.refusal()) return *refused;
  const Instant instant = at.value_or(call.now);
  return ok(balance_json(db::balance_before(tx, sheet_of(call.caller.dealer), instant)));
}

Result<Reply> show_statement(const Call& call, db::Tx& tx) {
  const auto period = parse_month(call.in_path("month"));
  if (!period) return kMonthInvalid;
  if (period->from > call.now) return kMonthInFuture;
  const auto statement = flows::draw_statement(tx, sheet_of(call.caller.dealer), *period);
  json::Writer body;
  body.text("month", call.in_path("month"))
      .boolean("is_over", period->until <= call.now)
      .object("opening", balance_json(statement.opening))
      .object("flows", flows_json(statement.flows))
      .object("closing", balance_json(statement.closing))
      .integer("last_number", statement.last_number)
      .text("hash", crypto::to_hex(crypto::as_bytes(statement.hash)));
  return ok(body);
}

}  // namespace fenrun::server::dealer
