// Any dealer's money, as finance sees it: the same pages that the dealer has.
#include "db/dealer/dealer.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/money_view.hpp"
#include "server/api/statement_file.hpp"

namespace fenrun::server::console {
namespace {

Result<Dealer> dealer_in_path(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("dealer");
  if (!public_id) return public_id.error();
  const auto dealer = db::find_dealer_by_public_id(tx, *public_id);
  if (!dealer) return kDealerNotFound;
  return *dealer;
}

using MoneyPage = Result<Reply> (*)(const Call&, db::Tx&, DealerId);

Result<Reply> of_dealer(const Call& call, db::Tx& tx, MoneyPage page) {
  const auto dealer = dealer_in_path(call, tx);
  if (!dealer) return dealer.error();
  return page(call, tx, dealer->id);
}

AsyncReply dealer_statement_file(const Call& call, StatementForm form) {
  std::function<Result<Dealer>(db::Tx&)> whose = [&call](db::Tx& tx) { return dealer_in_path(call, tx); };
  Result<Reply> reply = co_await statement_file(call, form, whose);
  co_return reply;
}

}  // namespace

Result<Reply> show_money(const Call& call, db::Tx& tx) { return of_dealer(call, tx, money_reply); }

Result<Reply> list_money_entries(const Call& call, db::Tx& tx) {
  const auto dealer = dealer_in_path(call, tx);
  if (!dealer) return dealer.error();
  return staff_entries_reply(call, tx, sheet_of(dealer->id));
}

Result<Reply> show_balance_as_of(const Call& call, db::Tx& tx) { return of_dealer(call, tx, balance_reply); }

Result<Reply> list_statements(const Call& call, db::Tx& tx) { return of_dealer(call, tx, statements_reply); }

Result<Reply> show_statement(const Call& call, db::Tx& tx) {
  const auto dealer = dealer_in_path(call, tx);
  if (!dealer) return dealer.error();
  return statement_reply(call, tx, *dealer);
}

AsyncReply show_statement_workbook(const Call& call, Edge&) {
  Result<Reply> reply = co_await dealer_statement_file(call, StatementForm::workbook);
  co_return reply;
}

AsyncReply show_statement_pdf(const Call& call, Edge&) {
  Result<Reply> reply = co_await dealer_statement_file(call, StatementForm::pdf);
  co_return reply;
}

}  // namespace fenrun::server::console
