// Disputes about a dealer's own commissions, and what each means.
#include "db/journal/dispute.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/dispute_view.hpp"

namespace fenrun::server::dealer {

Result<Reply> list_disputes(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_disputes_of(tx, call.caller.dealer, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next,
                 [&](const Dispute& one) { return dispute_json(one, call.language); });
}

Result<Reply> show_dispute(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("dispute");
  if (!public_id) return public_id.error();
  const auto dispute = db::find_dispute(tx, *public_id);
  // Another dealer's does not exist for this one.
  if (!dispute || dispute->dealer != call.caller.dealer) return kDisputeNotFound;
  return ok(dispute_json(*dispute, call.language));
}

}  // namespace fenrun::server::dealer
