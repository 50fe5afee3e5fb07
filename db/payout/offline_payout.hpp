// Rows of `offline_payout`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "db/journal/orphan.hpp"
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

// A paid one and its movement in the journal: of the dealer's sheet, 0 and nothing posted where there is
// none.
struct BookedOfflinePayout {
  OfflinePayout payout;
  SheetId sheet;
  std::int64_t number = 0;
  std::optional<Fen> posted;
};
// In the order of their ids.
std::vector<BookedOfflinePayout> read_paid_offline_payouts(Tx& tx, OfflinePayoutId after, int limit);
// A movement `pay_offline` of which there is no paid one.
std::optional<Orphan> find_unregistered_offline(Tx& tx);

// Whether WeChat has ever told that it paid a transfer of the withdrawal, applied or not.
bool was_told_paid(Tx& tx, WithdrawalId withdrawal);

}  // namespace fenrun::db
