// Where one is signed in, and where somebody else is: listed and ended. Console sessions are in no cache, so
// what is deleted here is refused by the next request.
#include "domain/staff/staff_session.hpp"

#include "flows/staff/staff_session.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/query.hpp"

namespace fenrun::server::console {
namespace {

json::Writer signed_in_json(const SignedIn& session) {
  json::Writer body;
  body.row_id("id", session.id)
      .time("created_at", session.created_at)
      .time("last_used_at", session.last_seen_at)
      .time("expires_at", session.expires_at)
      .text("ip", session.ip)
      .text("user_agent", session.user_agent)
      .boolean("is_this", session.is_this);
  return body;
}

Reply ended_reply(std::uint64_t count) {
  json::Writer body;
  body.integer("ended", static_cast<std::int64_t>(count));
  return ok(body);
}

// The session's own id is in the address of the request; the note keeps it.
void note_ended(const Call& call, const std::string& what) {
  call.audit.object = "staff:" + call.in_path("staff");
  call.audit.note = what;
}

}  // namespace

Result<Reply> list_my_sessions(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = flows::list_own_sessions(tx, call.caller.staff, call.caller.session,
                                             {list.after.id, list.limit}, call.now);
  return ok_list(call, page.items, page.next, signed_in_json);
}

Result<Reply> end_my_session(const Call& call, db::Tx& tx) {
  const auto session = call.row_id_in_path("session");
  if (!session) return session.error();
  if (auto done = flows::end_own_session(tx, call.caller.staff, *session); !done) return done.error();
  call.audit.note = "session " + std::to_string(*session);
  return no_content();
}

Result<Reply> end_my_other_sessions(const Call& call, db::Tx& tx) {
  const auto count = flows::end_own_other_sessions(tx, call.caller.staff, call.caller.session);
  call.audit.note = std::to_string(count) + " sessions";
  return ended_reply(count);
}

Result<Reply> list_staff_sessions(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("staff");
  if (!public_id) return public_id.error();
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page =
      flows::list_sessions_of(tx, call.caller.staff, *public_id, {list.after.id, list.limit}, call.now);
  if (!page) return page.error();
  return ok_list(call, page->items, page->next, signed_in_json);
}

Result<Reply> end_staff_session(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("staff");
  if (!public_id) return public_id.error();
  const auto session = call.row_id_in_path("session");
  if (!session) return session.error();
  const auto done = flows::end_session_of(tx, call.caller.staff, *public_id, *session);
  if (!done) return done.error();
  note_ended(call, "session " + std::to_string(*session));
  return no_content();
}

Result<Reply> end_staff_sessions(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("staff");
  if (!public_id) return public_id.error();
  const auto count = flows::end_sessions_of(tx, call.caller.staff, *public_id);
  if (!count) return count.error();
  note_ended(call, std::to_string(*count) + " sessions");
  return ended_reply(*count);
}

}  // namespace fenrun::server::console
