// Before WeChat is asked what a wx.login code stands for, the code is spent here, in a transaction of its
// own: whatever becomes of the question, no process of ours asks it again.
#pragma once

#include "base/crypto/digest.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/consumer/consumer.hpp"

namespace fenrun::flows {

struct SpendLoginCode {
  crypto::Sha256 code_hash{};
};

// Refuses with kLoginCodeSpent. Of copies that come at the same moment one succeeds.
Done spend_login_code(db::Tx& tx, const SpendLoginCode& command, Instant now);

}  // namespace fenrun::flows
