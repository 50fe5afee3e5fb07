// Console sessions after login: recognised at every request, ended by time, by logging out, or with the
// person's role.
#pragma once

#include <cstdint>
#include <string>

#include "base/crypto/digest.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/consumer/session.hpp"
#include "domain/page.hpp"
#include "domain/staff/staff.hpp"
#include "domain/staff/staff_session.hpp"

namespace fenrun::flows {

// Whose session this is. Refuses with kSessionExpired after kStaffSessionLife, after kStaffSessionIdle
// without a request, and when its owner is disabled.
Result<Staff> recognise_staff(db::Tx& tx, const crypto::Sha256& token_hash, Instant now);

Done log_out_staff(db::Tx& tx, const crypto::Sha256& token_hash);

// Where somebody is signed in; `asking` is the session that asks.
Page<SignedIn> list_own_sessions(db::Tx& tx, StaffId staff, const crypto::Sha256& asking,
                                 const PageRequest& page, Instant now);
// Refuses with kStaffSessionNotFound.
Done end_own_session(db::Tx& tx, StaffId staff, std::int64_t session);
// All but the one that asks; how many.
std::uint64_t end_own_other_sessions(db::Tx& tx, StaffId staff, const crypto::Sha256& asking);

// The same of somebody else, by an administrator. Each refuses with kStaffNotFound, and with kStaffNotOneself
// when `by` is the person it is about.
Result<Page<SignedIn>> list_sessions_of(db::Tx& tx, StaffId by, const std::string& public_id,
                                        const PageRequest& page, Instant now);
Done end_session_of(db::Tx& tx, StaffId by, const std::string& public_id, std::int64_t session);
Result<std::uint64_t> end_sessions_of(db::Tx& tx, StaffId by, const std::string& public_id);

}  // namespace fenrun::flows
