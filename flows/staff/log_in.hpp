// Logging in to the console takes two stories with the slow password hash between them: begin_staff_login
// counts the attempt and hands out what to check; end_staff_login checks the second factor and opens the
// session, in which somebody with an initial password may do nothing but enrol. An attempt counts before
// anything is checked, so parallel guesses do not slip past the limit; one that there was no time to check is
// taken back by take_back_staff_login.
#pragma once

#include <optional>
#include <string>

#include "base/crypto/digest.hpp"
#include "base/crypto/sealer.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/staff/staff.hpp"

namespace fenrun::flows {

struct BeginStaffLoginCommand {
  std::string login_name;
  std::string ip;
};

struct StaffLoginBegun {
  std::optional<StaffId> staff;  // nothing: no such name; the caller hashes all the same
  std::string password_hash;
};

// Refuses with kStaffLoginTooMany (Retry-After says when).
Result<StaffLoginBegun> begin_staff_login(db::Tx& tx, const BeginStaffLoginCommand& command, Instant now);

// The attempt does not count after all: nothing was checked. Never refuses.
Result<bool> take_back_staff_login(db::Tx& tx, const BeginStaffLoginCommand& command);

struct EndStaffLoginCommand {
  std::string login_name;
  std::string ip;
  std::string user_agent;  // as it is kept
  std::string request_id;
  StaffId staff;
  std::string verified_hash;  // the stored form that the password was checked against
  bool password_is_right = false;
  std::string totp;             // six digits, or empty: nobody enrolled comes in without it
  std::string recovery_code;    // instead of a one-time code, or empty
  crypto::Sha256 token_hash{};  // of the new session's token
  std::optional<crypto::Sha256> replaced_session;  // the one the browser still had: rotated away
};

struct StaffLoginEnded {
  bool is_in = false;  // false: refuse with kStaffLoginRefused; what was written (the audit entry) stays
  Staff staff;
};

Result<StaffLoginEnded> end_staff_login(db::Tx& tx, const EndStaffLoginCommand& command,
                                        const crypto::Sealer& sealer, Instant now);

// The SHA-256 under which a recovery code is stored; case and dashes do not matter.
crypto::Sha256 hash_recovery_code(std::string_view code);

}  // namespace fenrun::flows
