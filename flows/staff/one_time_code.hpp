// A one-time code of a member of staff is taken once, wherever it is asked for, and wrong ones are counted.
#pragma once

#include <string>

#include "base/crypto/sealer.hpp"
#include "base/result.hpp"
#include "db/staff/staff.hpp"

namespace fenrun::flows {

// Before a code is looked at, so that guesses in parallel do not slip past the limit. Refuses with
// kStepUpTooMany.
Done count_code_try(db::Tx& tx, StaffId staff, Instant now);
void forget_code_tries(db::Tx& tx, StaffId staff);

// Whether it is right and was not taken before; the caller holds the lock of the row, which puts two in
// order.
[[nodiscard]] bool spend_code(db::Tx& tx, const db::StaffCredentials& credentials, const std::string& code,
                              const crypto::Sealer& sealer, Instant now);

}  // namespace fenrun::flows
