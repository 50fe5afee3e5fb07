// Managing staff: an admin creates people, changes their role or state, and hands out new credentials.
#include "db/staff/staff.hpp"
#include "db/mysql/tx.hpp"
#include "domain/staff/enrolment.hpp"
#include "flows/staff/manage_staff.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/console/staff_view.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/passwords.hpp"
#include "server/api/recorded.hpp"
#include "server/api/staff_credentials.hpp"
#include "server/api/story.hpp"

namespace fenrun::server::console {
namespace {

// Shown once, in the answer to whoever made it.
json::Writer handed_out(const Staff& staff, const SecretText& password) {
  json::Writer body;
  body.object("staff", staff_json(staff)).text("initial_password", password.reveal());
  return body;
}

void note(const Call& call, const Staff& staff) {
  call.audit.object = "staff:" + staff.public_id;
  call.audit.after = staff_json(staff).str();
}

void note(const Call& call, const std::optional<db::StaffCredentials>& before, const Staff& staff) {
  note(call, staff);
  if (before) call.audit.before = staff_json(before->staff).str();
}

}  // namespace

Result<Reply> list_staff(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  StaffFilter filter;
  filter.name_part = query.maybe_text("name", {1, 32}).value_or("");
  const auto role = query.maybe_one_of("role", {"operator", "finance", "auditor", "admin"});
  const auto state = query.maybe_one_of("state", {"active", "disabled"});
  if (auto refused = query.refusal()) return *refused;
  if (role) filter.role = kRoles[*role];
  if (state) filter.state = *state == 0 ? StaffState::active : StaffState::disabled;
  const auto page = flows::list_staff(tx, filter, {list.after.id, list.limit});
  if (!page) return page.error();
  return ok_list(call, page->items, page->next, staff_json);
}

AsyncReply create_staff(const Call& call, Edge&) {
  json::Reader body(call.request.body);
  flows::CreateStaffCommand command;
  command.login_name = body.text("login_name", {3, 32});
  command.role = kRoles[body.one_of("role", {"operator", "finance", "auditor", "admin"})];
  if (auto refused = body.refusal()) co_return *refused;
  command.public_id = call.new_public_id();

  const SecretText password = make_initial_password(call.app.random);
  const auto hashed = co_await hash_new_password(call, password.reveal());
  if (!hashed) co_return hashed.error();
  command.credentials.password_hash = *hashed;
  command.credentials.initial_until = call.now + kInitialPasswordLife;

  std::function<Result<Reply>(db::Tx&)> story = [&](db::Tx& tx) {
    return recorded(call, tx, [&]() -> Result<Reply> {
      const auto staff = flows::create_staff(tx, command, call.now);
      if (!staff) return staff.error();
      note(call, *staff);
      return created(handed_out(*staff, password));
    });
  };
  Result<Reply> reply = co_await run_story<Reply>(call, story);
  co_return reply;
}

Result<Reply> change_staff_role(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("staff");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const Role role = kRoles[body.one_of("role", {"operator", "finance", "auditor", "admin"})];
  if (auto refused = body.refusal()) return *refused;
  const auto before = db::lock_staff_by_public_id(tx, *public_id);
  const auto staff = flows::change_staff_role(tx, call.caller.staff, *public_id, role);
  if (!staff) return staff.error();
  note(call, before, *staff);
  return ok(staff_json(*staff));
}

Result<Reply> change_staff_state(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("staff");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const bool is_active = body.one_of("state", {"active", "disabled"}) == 0;
  if (auto refused = body.refusal()) return *refused;
  const StaffState state = is_active ? StaffState::active : StaffState::disabled;
  const auto before = db::lock_staff_by_public_id(tx, *public_id);
  const auto staff = flows::change_staff_state(tx, call.caller.staff, *public_id, state);
  if (!staff) return staff.error();
  note(call, before, *staff);
  return ok(staff_json(*staff));
}

AsyncReply reset_staff_credentials(const Call& call, Edge&) {
  const auto public_id = call.public_id_in_path("staff");
  if (!public_id) co_return public_id.error();
  const SecretText password = make_initial_password(call.app.random);
  const auto hashed = co_await hash_new_password(call, password.reveal());
  if (!hashed) co_return hashed.error();
  const Instant until = call.now + kInitialPasswordLife;
  std::function<Result<Reply>(db::Tx&)> story = [&](db::Tx& tx) {
    return recorded(call, tx, [&]() -> Result<Reply> {
      const auto staff = flows::reset_staff_credentials(tx, call.caller.staff, *public_id, *hashed, until);
      if (!staff) return staff.error();
      note(call, *staff);
      return created(handed_out(*staff, password));
    });
  };
  Result<Reply> reply = co_await run_story<Reply>(call, story);
  co_return reply;
}

}  // namespace fenrun::server::console
