// Invites to level 1, made by operators for the producer.
#include "flows/dealer/create_invite.hpp"
#include "flows/dealer/list_invites.hpp"
#include "flows/dealer/revoke_invite.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/invite_view.hpp"

namespace fenrun::server::console {

Result<Reply> list_invites(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = flows::list_invites(tx, {ConsumerId{}, {list.after.id, list.limit}}, call.now);
  if (!page) return page.error();
  return ok_list(call, page->items, page->next, invite_json);
}

Result<Reply> create_invite(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const InviteTerms terms = read_invite_terms(body, call.now);
  if (auto refused = body.refusal()) return *refused;
  const auto invite =
      flows::create_invite(tx, {ConsumerId{}, new_invite_code(call.app.random), terms}, call.now);
  if (!invite) return invite.error();
  call.audit = {"invite:" + std::to_string(invite->id.value), "", "", ""};
  return created(invite_json(*invite));
}

Result<Reply> revoke_invite(const Call& call, db::Tx& tx) {
  const auto invite = flows::revoke_invite(tx, {ConsumerId{}, call.in_path("code")}, call.now);
  if (!invite) return invite.error();
  call.audit = {"invite:" + std::to_string(invite->id.value), "", "", ""};
  return ok(invite_json(*invite));
}

}  // namespace fenrun::server::console
