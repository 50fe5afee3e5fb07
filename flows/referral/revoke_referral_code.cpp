#include "flows/referral/revoke_referral_code.hpp"

#include "db/referral/referral_code.hpp"
#include "domain/referral/referral.hpp"

namespace fenrun::flows {

Done revoke_referral_code(db::Tx& tx, const RevokeReferralCode& command, Instant now) {
  if (db::revoke_code(tx, command.code, command.dealer_id, now)) return {};
  const auto code = db::find_referral_code(tx, command.code);
  if (!code || code->dealer_id != command.dealer_id) return kReferralUnknown;
  return kReferralRevoked;
}

}  // namespace fenrun::flows
