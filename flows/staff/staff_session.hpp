// Console sessions after login: recognised at every request, ended by time, by logging out, or with the
// person's role.
#pragma once

#include "base/crypto/digest.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/consumer/session.hpp"
#include "domain/staff/staff.hpp"

namespace fenrun::flows {

// Whose session this is. Refuses with kSessionExpired after kStaffSessionLife, after kStaffSessionIdle
// without a request, and when its owner is disabled.
Result<Staff> recognise_staff(db::Tx& tx, const crypto::Sha256& token_hash, Instant now);

Done log_out_staff(db::Tx& tx, const crypto::Sha256& token_hash);

}  // namespace fenrun::flows
