// What was paid outside WeChat, against the journal: whoever can write rows, but has not the key, changes
// none of it unseen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "db/mysql/tx.hpp"
#include "domain/withdrawal/offline_payout.hpp"
#include "flows/ledger/walk_sheet.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"

namespace fenrun::flows {

// 32 bytes over everything that was confirmed, and by whom.
std::string offline_mac(const WithdrawalKeys& keys, const OfflinePayout& payout);
bool is_genuine(const WithdrawalKeys& keys, const OfflinePayout& payout);

// Paid ones after `last`, which is moved to the last one read: the first that is not what two people
// confirmed, or that the journal has not or has with another amount (movement 0). `count` is added to.
std::optional<LedgerFault> verify_offline_payouts(db::Tx& tx, const WithdrawalKeys& keys,
                                                  OfflinePayoutId& last, int limit, std::int64_t& count);
// A movement of the journal that nobody has registered.
std::optional<LedgerFault> verify_offline_movements(db::Tx& tx);

}  // namespace fenrun::flows
