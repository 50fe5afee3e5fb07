#include "flows/ledger/release.hpp"

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

}  // namespace

Result<Posted> release(db::Tx& tx, const std::set<std::string>& commissions, Instant now) {
  const db::Commissions locked = db::lock_commissions(tx, commissions);
  if (locked.size() != commissions.size()) return kCommissionMoneyUnknown;
  return release_locked(tx, locked, now);
}

Result<int> release_due(db::Tx& tx, Instant now, int limit) {
  const db::Commissions claimed = db::claim_due_commissions(tx, now, limit);
  const auto posted = release_locked(tx, claimed, now);
  if (!posted) return posted.error();
  return static_cast<int>(claimed.size());
}

}  // namespace fenrun::flows
