// A dealer's own commissions, and why each is what it is.
#include "db/commission/commission.hpp"
#include "server/api/commission_view.hpp"
#include "server/api/dealer/handlers.hpp"

namespace fenrun::server::dealer {

Result<Reply> list_commissions(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_commissions_of(tx, call.caller.dealer, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, commission_json);
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
