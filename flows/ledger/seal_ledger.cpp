#include "flows/ledger/seal_ledger.hpp"

namespace fenrun::flows {
namespace {

constexpr int kMovementsPerSheet = 1000;

}  // namespace

// The sheets are read without locks: what the journal says up to a number never changes. Only the mark of how
// far they are sealed is written to them, last.
Result<SealBite> seal_ledger(db::Tx& tx, const crypto::Key256& key, Instant now, int sheets_max) {
  SealBite bite;
  const auto place = db::lock_seal_place(tx);
  if (!place) return SealBite{0, true, {}, {}};
  const auto unsealed = db::find_unsealed(tx, sheets_max);

  db::Seal seal{place->last_seal + 1, now, {}, {}, place->last_mac, {}};
  db::Totals moved;
  for (const db::UnsealedSheet& sheet : unsealed) {
    SheetWalk walk = begin_walk(tx, sheet.id, sheet.sealed_number);
    const WalkStep step = walk_on(tx, walk, kMovementsPerSheet);
    if (step.fault) bite.faults.push_back(*step.fault);
    if (step.fault || step.movements == 0) continue;
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
