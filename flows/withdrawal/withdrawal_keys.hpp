// The secrets of withdrawals: what approvals and confirm-free authorisations are sealed with, and what the
// numbers of transfers are made from.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto/cipher.hpp"
#include "base/secret.hpp"
#include "domain/withdrawal/approval.hpp"
#include "domain/withdrawal/confirm_free.hpp"

namespace fenrun::flows {

struct WithdrawalKeys {
  crypto::Key256 approval{};
  crypto::Key256 number{};
  crypto::Key256 confirm_free{};
};

// Equal secrets give equal keys, in every process.
WithdrawalKeys derive_withdrawal_keys(const Secret<crypto::Key256>& index_key);

// 32 bytes.
std::string approval_mac(const WithdrawalKeys& keys, const Withdrawal& withdrawal, const Approval& approval);
bool is_genuine(const WithdrawalKeys& keys, const Withdrawal& withdrawal, const Approval& approval);

// The same for what stands in for a payee and their tap.
std::string confirm_free_mac(const WithdrawalKeys& keys, const ConfirmFree& authorization);
bool is_genuine_consent(const WithdrawalKeys& keys, const ConfirmFree& authorization);

std::string payout_number_of(const WithdrawalKeys& keys, std::string_view withdrawal_public_id, int reissue);

}  // namespace fenrun::flows
