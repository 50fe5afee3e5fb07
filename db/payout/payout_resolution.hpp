// Rows of `payout_resolution`.
#pragma once

#include <optional>
#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/page.hpp"
#include "domain/withdrawal/payout_resolution.hpp"

namespace fenrun::db {

// False when one of the transfer's is open.
[[nodiscard]] bool insert_resolution(Tx& tx, const PayoutResolution& resolution);
std::optional<PayoutResolution> find_resolution(Tx& tx, std::string_view public_id);
std::optional<PayoutResolution> lock_resolution(Tx& tx, std::string_view public_id);
// The oldest that was confirmed and that no other worker has in hand.
std::optional<PayoutResolution> lock_confirmed_resolution(Tx& tx);
// State, who decided and what it came to.
void save_resolution(Tx& tx, const PayoutResolution& resolution);
// Newest first; without a state: all.
Page<PayoutResolution> list_resolutions(Tx& tx, std::optional<ResolutionState> state,
                                        const PageRequest& page);

}  // namespace fenrun::db
