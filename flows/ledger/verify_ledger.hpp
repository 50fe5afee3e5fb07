// The whole ledger read from end to end, in short transactions: every movement, every sheet, every seal.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/crypto/cipher.hpp"
#include "flows/ledger/walk_sheet.hpp"

namespace fenrun::flows {

// Those after `sheet`, ascending.
std::vector<SheetId> sheets_after(db::Tx& tx, SheetId sheet, int limit);
// Each of the sheets, ascending and 1,000 at most, from its first movement to its row, with its closed
// months. Movements read are added to `movements`.
std::optional<LedgerFault> verify_sheets(db::Tx& tx, std::span<const SheetId> sheets,
                                         std::int64_t& movements);

// The money of the commissions and withdrawals that began on the sheets after the first, up to the last: what
// the movements about each add up to.
std::optional<LedgerFault> verify_money(db::Tx& tx, SheetId after, SheetId last);

// Seals after `number`: the first that does not follow. `number` is moved to the last one read.
std::optional<LedgerFault> verify_seals(db::Tx& tx, const crypto::Key256& key, std::int64_t& number,
                                        std::string& mac, int limit);
// What no walk sees: movements that a seal knows and the journal does not, sheets, movements and money whose
// other half is gone, seals that were cut off, how far and as of when sheets are kept, commissions and
// withdrawals that do not add up to their dealer's sheet, and folded totals that the postings do not explain.
std::optional<LedgerFault> verify_rest(db::Tx& tx);

struct TrialBalance {
  db::Totals journal;  // debits less credits by account; Σ is 0
  db::Totals sheets;   // the dealers' accounts as their sheets say
  [[nodiscard]] std::int64_t sum() const;
  // Where journal and sheets differ, in fen over all accounts.
  [[nodiscard]] std::int64_t difference() const;
};
// The journal as folded by the seals, and what is not sealed yet: a handful of rows and the movements of the
// last minute, instead of every posting. `tx` reads as of one instant (db::Lane::instant), or the two may
// differ.
TrialBalance folded_trial_balance(db::Tx& tx);
// In one snapshot only while nothing is posted; repeat it when it differs under load.
TrialBalance trial_balance(db::Tx& tx);

}  // namespace fenrun::flows
