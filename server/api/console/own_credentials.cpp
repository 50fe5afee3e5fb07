// One's own password and one-time codes: enrolment, and a change of the password. Each ends in a story of its
// own, because a wrong code refuses and is written down all the same.
#include "flows/staff/own_credentials.hpp"

#include "base/crypto/encoding.hpp"
#include "domain/staff/password_rules.hpp"
#include "domain/staff/staff_session.hpp"
#include "domain/staff/step_up.hpp"
#include "flows/staff/log_in.hpp"
#include "flows/staff/staff_session.hpp"
#include "server/api/bearer.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/console/session_view.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/passwords.hpp"
#include "server/api/staff_credentials.hpp"
#include "server/api/story.hpp"
#include "server/poster/qr.hpp"

namespace fenrun::server::console {
namespace {

flows::StaffDeed deed_of(const Call& call) {
  return {call.caller.staff, call.caller.session, call.client_ip, call.trace.request_id};
}

struct Own {
  std::string login_name;
  std::string password_hash;
};

boost::asio::awaitable<Result<Own>> look_up(const Call& call) {
  std::function<Result<Own>(db::Tx&)> story = [&](db::Tx& tx) -> Result<Own> {
    const auto staff = flows::recognise_staff(tx, call.caller.session, call.now);
    if (!staff) return staff.error();
    const auto hash = flows::password_hash_of(tx, staff->id);
    if (!hash) return hash.error();
    return Own{staff->login_name, *hash};
  };
  Result<Own> own = co_await run_story<Own>(call, story);
  co_return own;
}

// One line for each row of modules, 1 for a dark one: the page draws it, and no image leaves the server.
std::vector<std::string> rows_of(const QrCode& code) {
  std::vector<std::string> rows;
  for (int y = 0; y < code.side; ++y) {
    std::string& row = rows.emplace_back();
    for (int x = 0; x < code.side; ++x) row += code.is_dark(x, y) ? '1' : '0';
  }
  return rows;
}

}  // namespace

Result<Reply> begin_enrolment(const Call& call, db::Tx& tx) {
  const auto staff = flows::recognise_staff(tx, call.caller.session, call.now);
  if (!staff) return staff.error();
  const auto secret = make_totp_secret(call.app.random);
  const auto sealed = call.app.sealer.seal({"staff", "totp_secret", staff->public_id}, secret.reveal());
  if (auto offered = flows::begin_enrolment(tx, deed_of(call), sealed, call.now); !offered)
    return offered.error();
  call.audit.object = "staff:" + staff->public_id;
  const std::string uri = totp_uri(secret.reveal(), staff->login_name);
  json::Writer body;
  body.text("totp_uri", uri)
      .text("totp_secret", crypto::to_rfc4648_base32(crypto::as_bytes(secret.reveal())))
      .texts("qr", rows_of(draw_qr(uri)));
  return ok(body);
}

AsyncReply enrol(const Call& call, Edge&) {
  json::Reader body(call.request.body);
  flows::EnrolCommand command;
  const std::string chosen = body.text("new_password", {1, 256});
  command.totp = body.text("totp", {6, 6});
  if (auto refused = body.refusal()) co_return *refused;

  const auto own = co_await look_up(call);
  if (!own) co_return own.error();
  if (auto good = check_password_rules(chosen, own->login_name); !good) co_return good.error();
  // Whoever handed the initial password out must not know the next one.
  const auto is_same = co_await check_password(call, chosen, own->password_hash);
  if (!is_same) co_return is_same.error();
  if (*is_same) co_return kPasswordUnchanged;
  const auto hashed = co_await hash_new_password(call, chosen);
  if (!hashed) co_return hashed.error();

  const std::string token = make_token(call.app.random);
  const auto codes = make_recovery_codes(call.app.random);
  command.deed = deed_of(call);
  command.password_hash = *hashed;
  command.recovery_codes = hashes_of(codes);
  command.token_hash = hash_token(token).value();
  command.user_agent = kept_user_agent(call.request.header("user-agent").value_or(""));
  std::optional<Staff> staff;
  std::function<Result<bool>(db::Tx&)> story = [&](db::Tx& tx) -> Result<bool> {
    auto is_right = flows::enrol(tx, command, call.app.sealer, call.now);
    if (!is_right || !*is_right) return is_right;
    const auto now_in = flows::recognise_staff(tx, command.token_hash, call.now);
    if (!now_in) return now_in.error();
    staff = *now_in;
    return true;
  };
  const auto is_right = co_await run_story<bool>(call, story);
  if (!is_right) co_return is_right.error();
  if (!*is_right) co_return kStepUpRefused;
  json::Writer shown;
  shown.object("session", session_json(call, *staff, token)).texts("recovery_codes", plain_texts(codes));
  Reply reply = ok(shown);
  reply.headers.emplace_back("Set-Cookie", set_console_cookie(token));
  co_return reply;
}

AsyncReply change_my_password(const Call& call, Edge&) {
  json::Reader body(call.request.body);
  flows::ChangePasswordCommand command;
  const std::string current = body.text("current_password", {1, 256});
  const std::string chosen = body.text("new_password", {1, 256});
  command.totp = body.text("totp", {6, 6});
  if (auto refused = body.refusal()) co_return *refused;

  const auto own = co_await look_up(call);
  if (!own) co_return own.error();
  if (auto good = check_password_rules(chosen, own->login_name); !good) co_return good.error();
  const auto is_right = co_await check_password(call, current, own->password_hash);
  if (!is_right) co_return is_right.error();
  if (!*is_right) co_return kStaffPasswordWrong;
  if (chosen == current) co_return kPasswordUnchanged;
  const auto hashed = co_await hash_new_password(call, chosen);
  if (!hashed) co_return hashed.error();

  command.deed = deed_of(call);
  command.verified_hash = own->password_hash;
  command.password_hash = *hashed;
  std::function<Result<bool>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::change_own_password(tx, command, call.app.sealer, call.now);
  };
  const auto is_changed = co_await run_story<bool>(call, story);
  if (!is_changed) co_return is_changed.error();
  if (!*is_changed) co_return kStepUpRefused;
  co_return no_content();
}

}  // namespace fenrun::server::console
