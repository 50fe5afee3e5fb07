// The chains of the books read from end to end, as a kind of background job. How far it came is kept in the
// job's result, which in the end says what was read, and the first fault.
#pragma once

#include <string_view>

#include "base/crypto/cipher.hpp"
#include "server/job_runner.hpp"

namespace fenrun::server {

inline constexpr std::string_view kVerificationJob = "verification";

// `seal_key`: of the ledger's seals.
JobKind verification_job(const crypto::Key256& seal_key);

}  // namespace fenrun::server
