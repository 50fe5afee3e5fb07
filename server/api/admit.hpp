// Who is calling, and may they? Runs first in every story of a route that is not open to everyone.
#pragma once

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "server/api/call.hpp"

namespace fenrun::server {

// What can be refused without a query: a missing or malformed token, a request from another site, a wrong
// CSRF token. Sets caller.session. Refuses with kNotSignedIn, kSessionExpired, kCrossSite, kCsrfTokenWrong.
Done check_credentials(Call& call);

// Recognises the session and checks the route's Access. Refuses with kSessionExpired, kNotADealer,
// kDealerSuspended, kDealerEnded, kStaffNotEnrolled, kNoPermission.
Done admit(Call& call, db::Tx& tx);

}  // namespace fenrun::server
