// Rows of `login_failure`: attempts per subject (an account or an address, as a hash) in the running window.
#pragma once

#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"
#include "domain/staff/login_attempts.hpp"

namespace fenrun::db {

// Counts one more attempt, beginning a new window when the last one began at or before `window_cut`, and
// returns the state before it. The row stays locked, so attempts on one subject are counted one after the
// other.
LoginAttempts count_login_attempt(Tx& tx, const crypto::Sha256& subject, Instant now, Instant window_cut);
void forget_login_attempts(Tx& tx, const crypto::Sha256& subject);
// Takes back one attempt: the login it counted was right, or was not looked at.
void give_back_login_attempt(Tx& tx, const crypto::Sha256& subject);
// At most `limit` whose window began before `before`; returns how many went.
std::uint64_t sweep_login_attempts(Tx& tx, Instant before, int limit);

}  // namespace fenrun::db
