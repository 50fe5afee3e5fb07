// The two secrets of withdrawals: what approvals are sealed with, and what the numbers of transfers are made
// from.
#pragma once

#include <string>
#include <string_view>

#include "base/crypto/cipher.hpp"
#include "base/secret.hpp"
#include "domain/withdrawal/approval.hpp"

namespace fenrun::flows {

struct WithdrawalKeys {
  crypto::Key256 approval{};
  crypto::Key256 number{};
};

// Equal secrets give equal keys, in every process.
WithdrawalKeys derive_withdrawal_keys(const Secret<crypto::Key256>& index_key);

// 32 bytes.
std::string approval_mac(const WithdrawalKeys& keys, const Withdrawal& withdrawal, const Approval& approval);
bool is_genuine(const WithdrawalKeys& keys, const Withdrawal& withdrawal, const Approval& approval);

std::string payout_number_of(const WithdrawalKeys& keys, std::string_view withdrawal_public_id, int reissue);

}  // namespace fenrun::flows
