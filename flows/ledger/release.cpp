#include "flows/ledger/release.hpp"

#include <map>

#include "db/commission/commission.hpp"
#include "db/journal/subject.hpp"

namespace fenrun::flows {
namespace {

Movement release_of(const std::string& commission, const CommissionMoney& money) {
  return {MovementKind::release, commission, money.dealer, money.free(), commission};
}

// The caller holds the locks of `commissions`.
Result<Posted> release_locked(db::Tx& tx, const db::Commissions& commissions, Instant now) {
  std::vector<Movement> movements;
  db::Commissions in_dispute;  // to the last fen: nothing to move, but the window is over
  for (const auto& [reference, row] : commissions) {
    if (row.money.is_released) continue;
    if (row.money.free().value > 0) {
      movements.push_back(release_of(reference, row.money));
    } else if (row.money.frozen.value > 0) {
      in_dispute.emplace(reference, row).first->second.money.is_released = true;
    }
  }
  auto posted = post(tx, movements, now);
  if (posted) db::update_commissions(tx, in_dispute);
  return posted;
}

// What a refund has in its hands, which takes the commission first and its money after it, is left to the
// next run: waiting for it with the money locked would be a deadlock.
std::set<CommissionId> keep_free(db::Tx& tx, db::Commissions& claimed) {
  std::map<CommissionId, std::string> references;
  std::set<CommissionId> ids;
  for (const auto& [reference, row] : claimed) {
    const auto id = commission_in_reference(reference);
    if (!id) continue;
    references.emplace(*id, reference);
    ids.insert(*id);
  }
  if (ids.empty()) return ids;
  auto free = db::lock_free_commissions(tx, ids);
  for (const auto& [id, reference] : references) {
    if (!free.contains(id)) claimed.erase(reference);
  }
  return free;
}

}  // namespace

Result<Posted> release(db::Tx& tx, const std::set<std::string>& commissions, Instant now) {
  const db::Commissions locked = db::lock_commissions(tx, commissions);
  if (locked.size() != commissions.size()) return kCommissionMoneyUnknown;
  return release_locked(tx, locked, now);
}

Result<int> release_due(db::Tx& tx, Instant now, int limit) {
  db::Commissions claimed = db::claim_due_commissions(tx, now, limit);
  const int count = static_cast<int>(claimed.size());
  const std::set<CommissionId> shares = keep_free(tx, claimed);
  const auto posted = release_locked(tx, claimed, now);
  if (!posted) return posted.error();
  if (!shares.empty()) db::make_commissions_available(tx, shares);
  return count;
}

}  // namespace fenrun::flows
