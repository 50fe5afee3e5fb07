// A dealer's own money: what there is, what moved, and the statements of months. Everything is drawn from the
// journal.
#include "db/dealer/dealer.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/money_view.hpp"
#include "server/api/statement_file.hpp"

namespace fenrun::server::dealer {
namespace {

Result<Dealer> oneself(const Call& call, db::Tx& tx) {
  const auto dealer = db::find_dealer(tx, call.caller.dealer);
  if (!dealer) return kDealerNotFound;
  return *dealer;
}

AsyncReply own_statement_file(const Call& call, StatementForm form) {
  std::function<Result<Dealer>(db::Tx&)> whose = [&call](db::Tx& tx) { return oneself(call, tx); };
  Result<Reply> reply = co_await statement_file(call, form, whose);
  co_return reply;
}

}  // namespace

Result<Reply> show_money(const Call& call, db::Tx& tx) { return money_reply(call, tx, call.caller.dealer); }

Result<Reply> list_money_entries(const Call& call, db::Tx& tx) {
  return money_entries_reply(call, tx, call.caller.dealer);
}

Result<Reply> show_balance_as_of(const Call& call, db::Tx& tx) {
  return balance_reply(call, tx, call.caller.dealer);
}

Result<Reply> list_statements(const Call& call, db::Tx& tx) {
  return statements_reply(call, tx, call.caller.dealer);
}

Result<Reply> show_statement(const Call& call, db::Tx& tx) {
  const auto dealer = oneself(call, tx);
  if (!dealer) return dealer.error();
  return statement_reply(call, tx, *dealer);
}

AsyncReply show_statement_workbook(const Call& call, Edge&) {
  Result<Reply> reply = co_await own_statement_file(call, StatementForm::workbook);
  co_return reply;
}

AsyncReply show_statement_pdf(const Call& call, Edge&) {
  Result<Reply> reply = co_await own_statement_file(call, StatementForm::pdf);
  co_return reply;
}

}  // namespace fenrun::server::dealer
