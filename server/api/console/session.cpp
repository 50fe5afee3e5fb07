// Signing in to the console and out again.
#include "db/mysql/tx.hpp"
#include "domain/staff/staff_session.hpp"
#include "flows/staff/log_in.hpp"
#include "flows/staff/staff_session.hpp"
#include "server/api/bearer.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/console/session_view.hpp"
#include "server/api/cookie.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/passwords.hpp"
#include "server/api/story.hpp"

namespace fenrun::server::console {
namespace {

struct LoginForm {
  std::string login_name;
  std::string password;
  std::string totp;
  std::string recovery_code;
};

Result<LoginForm> read_login(const Call& call) {
  json::Reader body(call.request.body);
  LoginForm form;
  form.login_name = body.text("login_name", {1, 64});
  form.password = body.text("password", {1, 256});
  form.totp = body.maybe_text("totp", {6, 6}).value_or("");
  form.recovery_code = body.maybe_text("recovery_code", {1, 64}).value_or("");
  // Neither: somebody with an initial password.
  if (!form.totp.empty() && !form.recovery_code.empty()) {
    body.refuse("totp", "动态验证码与恢复码只填其一", "Give either a one-time code or a recovery code");
  }
  if (auto refused = body.refusal()) return *refused;
  return form;
}

flows::EndStaffLoginCommand end_command(const Call& call, const LoginForm& form, StaffId staff,
                                        bool password_is_right, std::string_view token) {
  flows::EndStaffLoginCommand command;
  command.login_name = form.login_name;
  command.ip = call.client_ip;
  command.user_agent = kept_user_agent(call.request.header("user-agent").value_or(""));
  command.request_id = call.trace.request_id;
  command.staff = staff;
  command.password_is_right = password_is_right;
  command.totp = form.totp;
  command.recovery_code = form.recovery_code;
  command.token_hash = hash_token(token).value();
  if (const auto old = console_token(call.request)) command.replaced_session = hash_token(*old);
  return command;
}

// For who was told to come back: otherwise a busy hour would lock out whoever does as told.
boost::asio::awaitable<Result<bool>> take_back_attempt(const Call& call,
                                                       flows::BeginStaffLoginCommand attempt) {
  std::function<Result<bool>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::take_back_staff_login(tx, attempt);
  };
  Result<bool> done = co_await run_story<bool>(call, story);
  co_return done;
}

}  // namespace

AsyncReply log_in(const Call& call, Edge&) {
  if (auto same_site = check_same_site(call.request); !same_site) co_return same_site.error();
  const auto form = read_login(call);
  if (!form) co_return form.error();

  const flows::BeginStaffLoginCommand begin{form->login_name, call.client_ip};
  std::function<Result<flows::StaffLoginBegun>(db::Tx&)> begin_story = [&](db::Tx& tx) {
    return flows::begin_staff_login(tx, begin, call.now);
  };
  const auto begun = co_await run_story<flows::StaffLoginBegun>(call, begin_story);
  if (!begun) co_return begun.error();

  // An unknown name costs a hash as well, so that the time tells nothing.
  const std::string stored = begun->staff ? begun->password_hash : call.app.unknown_password_hash;
  const auto is_right = co_await check_password(call, form->password, stored);
  if (!is_right) {
    // Where the database has no time either, the attempt counts.
    const auto taken_back = co_await take_back_attempt(call, begin);
    (void)taken_back;
    co_return is_right.error();
  }

  const std::string token = make_token(call.app.random);
  auto end = end_command(call, *form, begun->staff.value_or(StaffId{}), *is_right && begun->staff, token);
  end.verified_hash = begun->password_hash;
  std::function<Result<flows::StaffLoginEnded>(db::Tx&)> end_story = [&](db::Tx& tx) {
    return flows::end_staff_login(tx, end, call.app.sealer, call.now);
  };
  const auto ended = co_await run_story<flows::StaffLoginEnded>(call, end_story);
  if (!ended) co_return ended.error();
  if (!ended->is_in) co_return kStaffLoginRefused;
  Reply reply = ok(session_json(call, ended->staff, token));
  reply.headers.emplace_back("Set-Cookie", set_console_cookie(token));
  co_return reply;
}

Result<Reply> log_out(const Call& call, db::Tx& tx) {
  if (auto done = flows::log_out_staff(tx, call.caller.session); !done) return done.error();
  Reply reply = no_content();
  reply.headers.emplace_back("Set-Cookie", clear_console_cookie());
  return reply;
}

Result<Reply> show_me(const Call& call, db::Tx& tx) {
  const auto staff = flows::recognise_staff(tx, call.caller.session, call.now);
  if (!staff) return staff.error();
  return ok(session_json(call, *staff, console_token(call.request).value_or("")));
}

}  // namespace fenrun::server::console
