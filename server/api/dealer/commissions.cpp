// A dealer's own commissions, and why each is what it is.
#include <set>

#include "db/commission/commission.hpp"
#include "db/journal/subject.hpp"
#include "server/api/commission_view.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/money_view.hpp"

namespace fenrun::server::dealer {
namespace {

db::Commissions money_of(db::Tx& tx, const std::vector<Commission>& commissions) {
  std::set<std::string> references;
  for (const Commission& one : commissions) references.insert(ledger_reference(one));
  return db::find_commissions(tx, references);
}

// `money` is null where the ledger does not know it.
json::Writer history_json(const Commission& commission, const db::CommissionRow* money) {
  json::Writer body = commission_json(commission);
  if (money == nullptr) {
    return body.null("payment_state").null("releases_at").fen("disputed_fen", Fen{});
  }
  return body.text("payment_state", payment_state(money->money))
      .maybe_time("releases_at", money->matures_at)
      .fen("disputed_fen", money->money.frozen);
}

}  // namespace

Result<Reply> list_commissions(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_commissions_of(tx, call.caller.dealer, {list.after.id, list.limit});
  const auto known = money_of(tx, page.items);
  return ok_list(call, page.items, page.next, [&](const Commission& one) {
    const auto found = known.find(ledger_reference(one));
    return history_json(one, found == known.end() ? nullptr : &found->second);
  });
}

Result<Reply> explain_commission(const Call& call, db::Tx& tx) {
  const auto id = call.row_id_in_path("commission");
  if (!id) return id.error();
  const auto commission = db::find_commission(tx, CommissionId{*id});
  // Another dealer's does not exist for this one.
  if (!commission || commission->dealer != call.caller.dealer) return kCommissionNotFound;
  const auto shown = explanation_json(*commission, call.language);
  if (!shown) return shown.error();
  return ok(*shown);
}

}  // namespace fenrun::server::dealer
