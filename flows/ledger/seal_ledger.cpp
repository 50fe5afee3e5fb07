#include "flows/ledger/seal_ledger.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "db/journal/sheet.hpp"

namespace fenrun::flows {
namespace {

constexpr std::int64_t kMovementsPerSheet = 1000;

LedgerFault fault_of(const db::Sheet& row, std::int64_t number, const char* what) {
  return {row.id, number, what};
}

// From what is sealed towards the row, which was read before: what was posted since waits for the next seal.
std::optional<LedgerFault> walk_to_row(db::Tx& tx, SheetWalk& walk, std::int64_t sealed,
                                       const db::Sheet& row) {
  if (auto fault = begin_walk(tx, walk, row.id, sealed)) return fault;
  if (walk.number >= row.number) return fault_of(row, row.number, "is not how far the sheet is sealed");
  const auto limit = std::min(row.number - walk.number, kMovementsPerSheet);
  const WalkStep step = walk_on(tx, walk, static_cast<int>(limit));
  if (step.fault) return step.fault;
  if (step.movements < limit) return fault_of(row, walk.number + 1, "is missing");
  const bool is_at_row = walk.number == row.number;
  if (is_at_row && (walk.hash != row.hash || walk.balance != row.balance))
    return fault_of(row, row.number, "is not what the sheet's row says");
  return std::nullopt;
}

std::map<SheetId, db::Sheet> unsealed_rows(db::Tx& tx, std::span<const db::UnsealedSheet> unsealed) {
  std::vector<SheetId> ids;
  for (const db::UnsealedSheet& sheet : unsealed) ids.push_back(sheet.id);
  std::map<SheetId, db::Sheet> rows;
  for (db::Sheet& row : db::find_sheets(tx, ids)) rows.emplace(row.id, std::move(row));
  return rows;
}

}  // namespace

// The sheets are read without locks: what the journal says up to a number never changes. Only the mark of how
// far they are sealed is written to them, last.
Result<SealBite> seal_ledger(db::Tx& tx, const crypto::Key256& key, Instant now, int sheets_max,
                             SheetId after) {
  SealBite bite;
  const auto place = db::lock_seal_place(tx);
  if (!place) return SealBite{0, true, {}, {}};
  const auto unsealed = db::find_unsealed(tx, after, sheets_max);
  const auto rows = unsealed_rows(tx, unsealed);

  db::Seal seal{place->last_seal + 1, now, {}, {}, place->last_mac, {}};
  db::Totals moved;
  for (const db::UnsealedSheet& sheet : unsealed) {
    SheetWalk walk;
    if (auto fault = walk_to_row(tx, walk, sheet.sealed_number, rows.at(sheet.id))) {
      bite.faults.push_back(*std::move(fault));
      continue;
    }
    seal.heads.push_back({sheet.id, walk.number, walk.hash});
    for (const auto& [account, amount] : walk.moved) moved[account] += amount;
  }
  bite.is_done = std::ssize(unsealed) < sheets_max;
  bite.sheets = static_cast<int>(seal.heads.size());
  if (seal.heads.empty()) return bite;

  seal.heads_hash = db::hash_of(seal.heads);
  seal.mac = db::mac_of(seal, key);
  db::add_to_totals(tx, moved);
  db::append_seal(tx, seal);
  bite.mac = seal.mac;
  return bite;
}

}  // namespace fenrun::flows
