#include "server/api/admit.hpp"

#include "db/dealer/dealer.hpp"
#include "db/session/session.hpp"
#include "domain/staff/enrolment.hpp"
#include "flows/staff/staff_session.hpp"
#include "server/api/bearer.hpp"
#include "server/api/cookie.hpp"
#include "server/api/route.hpp"

namespace fenrun::server {
namespace {

using Face = Access::Face;

Done check_bearer(Call& call) {
  const auto token = bearer_token(call.request);
  if (!token) return kNotSignedIn;
  const auto hash = hash_token(*token);
  if (!hash) return kSessionExpired;
  call.caller.session = *hash;
  return {};
}

Done check_cookie(Call& call) {
  const auto token = console_token(call.request);
  if (!token) return kNotSignedIn;
  const auto hash = hash_token(*token);
  if (!hash) return kSessionExpired;
  if (call.request.method != Method::get) {
    if (auto same_site = check_same_site(call.request); !same_site) return same_site;
    if (auto csrf = check_csrf_token(call.request, *token, call.app.keys.csrf); !csrf) return csrf;
  }
  call.caller.session = *hash;
  return {};
}

Done admit_consumer(Call& call, db::Tx& tx) {
  if (!call.is_session_cached) call.session = db::find_session(tx, call.caller.session, call.now);
  const auto& session = call.session;
  if (!session) return kSessionExpired;
  call.caller.kind = Caller::Kind::consumer;
  call.caller.consumer = session->consumer_id;
  call.caller.consumer_public_id = session->consumer_public_id;
  return {};
}

Done admit_dealer(Call& call, db::Tx& tx) {
  if (auto consumer = admit_consumer(call, tx); !consumer) return consumer;
  const auto dealer = db::find_dealer_of_consumer(tx, call.caller.consumer);
  if (!dealer) return kNotADealer;
  if (auto active = check_active(*dealer); !active) return active;
  call.caller.kind = Caller::Kind::dealer;
  call.caller.dealer = dealer->id;
  return {};
}

Done admit_staff(Call& call, db::Tx& tx) {
  const auto staff = flows::recognise_staff(tx, call.caller.session, call.now);
  if (!staff) return staff.error();
  call.caller.kind = Caller::Kind::staff;
  call.caller.staff = staff->id;
  call.caller.role = staff->role;
  if (!staff->enrolled_at && !call.route.access.is_open_to_newcomers()) return kStaffNotEnrolled;
  if (!may(staff->role, call.route.access.permission().value())) return kNoPermission;
  return {};
}

}  // namespace

Done check_credentials(Call& call) {
  switch (call.route.access.face()) {
    case Face::everyone:
    case Face::wechat:
      return {};
    case Face::consumer:
    case Face::dealer:
      return check_bearer(call);
    case Face::staff:
      return check_cookie(call);
  }
  return kNotSignedIn;
}

Done admit(Call& call, db::Tx& tx) {
  switch (call.route.access.face()) {
    case Face::everyone:
    case Face::wechat:
      return {};
    case Face::consumer:
      return admit_consumer(call, tx);
    case Face::dealer:
      return admit_dealer(call, tx);
    case Face::staff:
      return admit_staff(call, tx);
  }
  return kNotSignedIn;
}

}  // namespace fenrun::server
