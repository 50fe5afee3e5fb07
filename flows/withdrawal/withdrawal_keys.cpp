#include "flows/withdrawal/withdrawal_keys.hpp"

#include "base/crypto/digest.hpp"
#include "domain/withdrawal/payout_number.hpp"

namespace fenrun::flows {

WithdrawalKeys derive_withdrawal_keys(const Secret<crypto::Key256>& index_key) {
  const auto derive = [&](std::string_view purpose) {
    return crypto::hmac_sha256(index_key.reveal(), purpose);
  };
  return {derive("fenrun withdrawal approval v1"), derive("fenrun payout number v1"),
          derive("fenrun confirm-free v1")};
}

std::string approval_mac(const WithdrawalKeys& keys, const Withdrawal& withdrawal, const Approval& approval) {
  return std::string(
      crypto::as_text(crypto::hmac_sha256(keys.approval, approval_text(withdrawal, approval))));
}

bool is_genuine(const WithdrawalKeys& keys, const Withdrawal& withdrawal, const Approval& approval) {
  return crypto::equal_in_constant_time(approval_mac(keys, withdrawal, approval), approval.mac);
}

std::string confirm_free_mac(const WithdrawalKeys& keys, const ConfirmFree& authorization) {
  return std::string(
      crypto::as_text(crypto::hmac_sha256(keys.confirm_free, confirm_free_text(authorization))));
}

bool is_genuine_consent(const WithdrawalKeys& keys, const ConfirmFree& authorization) {
  return crypto::equal_in_constant_time(confirm_free_mac(keys, authorization), authorization.mac);
}

std::string payout_number_of(const WithdrawalKeys& keys, std::string_view withdrawal_public_id, int reissue) {
  return payout_number(crypto::hmac_sha256(keys.number, payout_number_text(withdrawal_public_id, reissue)));
}

}  // namespace fenrun::flows
