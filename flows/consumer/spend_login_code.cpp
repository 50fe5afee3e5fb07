#include "flows/consumer/spend_login_code.hpp"

#include "base/crypto/encoding.hpp"
#include "db/consumer/consumer.hpp"

namespace fenrun::flows {

Done spend_login_code(db::Tx& tx, const SpendLoginCode& command, Instant now) {
  if (!db::spend_login_code(tx, crypto::as_text(command.code_hash), now)) return kLoginCodeSpent;
  return {};
}

}  // namespace fenrun::flows
