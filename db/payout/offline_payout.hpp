// Rows of `offline_payout`.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/page.hpp"
#include "domain/withdrawal/offline_payout.hpp"

namespace fenrun::db {

// False when the withdrawal has a live one, or its reference stands for another.
[[nodiscard]] bool insert_offline_payout(Tx& tx, const OfflinePayout& payout);
std::optional<OfflinePayout> find_offline_payout(Tx& tx, std::string_view public_id);
std::optional<OfflinePayout> lock_offline_payout(Tx& tx, std::string_view public_id);
// The one that was not refused.
std::optional<OfflinePayout> find_live_offline_payout(Tx& tx, WithdrawalId withdrawal);
void save_offline_payout(Tx& tx, const OfflinePayout& payout);
Page<OfflinePayout> list_offline_payouts(Tx& tx, std::optional<OfflinePayoutState> state,
                                         const PageRequest& page);

// Whether WeChat has ever told that it paid a transfer of the withdrawal, applied or not.
bool was_told_paid(Tx& tx, WithdrawalId withdrawal);

}  // namespace fenrun::db
