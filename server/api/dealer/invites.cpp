// A dealer invites people to the level below.
#include "flows/dealer/create_invite.hpp"
#include "flows/dealer/list_invites.hpp"
#include "flows/dealer/revoke_invite.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/invite_view.hpp"

namespace fenrun::server::dealer {

Result<Reply> list_invites(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = flows::list_invites(tx, {call.caller.consumer, {list.after.id, list.limit}}, call.now);
  if (!page) return page.error();
  return ok_list(call, page->items, page->next, invite_json);
}

Result<Reply> create_invite(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const InviteTerms terms = read_invite_terms(body, call.now);
  if (auto refused = body.refusal()) return *refused;
  const flows::CreateInviteCommand command{call.caller.consumer, new_invite_code(call.app.random), terms};
  const auto invite = flows::create_invite(tx, command, call.now);
  if (!invite) return invite.error();
  return created(invite_json(*invite));
}

Result<Reply> revoke_invite(const Call& call, db::Tx& tx) {
  const auto invite = flows::revoke_invite(tx, {call.caller.consumer, call.in_path("code")}, call.now);
  if (!invite) return invite.error();
  return ok(invite_json(*invite));
}

}  // namespace fenrun::server::dealer
