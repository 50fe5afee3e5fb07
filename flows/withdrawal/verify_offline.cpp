#include "flows/withdrawal/verify_offline.hpp"

#include "base/crypto/digest.hpp"
#include "db/payout/offline_payout.hpp"

namespace fenrun::flows {

std::string offline_mac(const WithdrawalKeys& keys, const OfflinePayout& payout) {
  const std::string text =
      offline_payout_text(payout) + "\nconfirmed by " + std::to_string(payout.decided_by.value);
  return std::string(crypto::as_text(crypto::hmac_sha256(keys.approval, text)));
}

bool is_genuine(const WithdrawalKeys& keys, const OfflinePayout& payout) {
  return crypto::equal_in_constant_time(offline_mac(keys, payout), payout.mac);
}

std::optional<LedgerFault> verify_offline_payouts(db::Tx& tx, const WithdrawalKeys& keys,
                                                  OfflinePayoutId& last, int limit, std::int64_t& count) {
  for (const db::BookedOfflinePayout& one : db::read_paid_offline_payouts(tx, last, limit)) {
    const OfflinePayout& payout = one.payout;
    const std::string named = "is the offline payout " + payout.public_id + ", which ";
    if (!is_genuine(keys, payout))
      return LedgerFault{one.sheet, one.number, named + "is not what was confirmed"};
    if (one.posted != payout.amount)
      return LedgerFault{one.sheet, one.number, named + "the journal does not have so"};
    last = payout.id;
    ++count;
  }
  return std::nullopt;
}

std::optional<LedgerFault> verify_offline_movements(db::Tx& tx) {
  const auto orphan = db::find_unregistered_offline(tx);
  if (!orphan) return std::nullopt;
  return LedgerFault{orphan->sheet, orphan->number, "pays offline what nobody has registered"};
}

}  // namespace fenrun::flows
