// What dealers earned, and why.
#include "db/commission/commission.hpp"
#include "db/dealer/dealer.hpp"
#include "server/api/commission_view.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/line_share_view.hpp"

namespace fenrun::server::console {

Result<Reply> list_commissions(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("dealer");
  if (!public_id) return public_id.error();
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto dealer = db::find_dealer_by_public_id(tx, *public_id);
  if (!dealer) return kDealerNotFound;
  const auto page = db::list_commissions_of(tx, dealer->id, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, console_commission_json);
}

Result<Reply> explain_commission(const Call& call, db::Tx& tx) {
  const auto id = call.row_id_in_path("commission");
  if (!id) return id.error();
  const auto commission = db::find_commission(tx, CommissionId{*id});
  if (!commission) return kCommissionNotFound;
  const auto shown = console_explanation_json(*commission, call.language);
  if (!shown) return shown.error();
  return ok(*shown);
}

Result<Reply> list_unclaimed_shares(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_unclaimed(tx, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, [&](const db::UnclaimedOfOrder& one) {
    auto shown = unclaimed_json(one.unclaimed, call.language);
    shown.text("order", one.order_public_id).id("line", one.unclaimed.line);
    return shown;
  });
}

}  // namespace fenrun::server::console
