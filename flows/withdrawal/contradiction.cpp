#include "flows/withdrawal/contradiction.hpp"

#include <algorithm>

#include "db/payout/offline_payout.hpp"
#include "db/payout/payout.hpp"
#include "db/reconciliation/difference.hpp"

namespace fenrun::flows {

bool is_contradicted(db::Tx& tx, WithdrawalId withdrawal) {
  const auto payouts = db::list_payouts_of(tx, withdrawal);
  if (payouts.empty()) return false;
  const bool is_known = std::ranges::any_of(payouts, [&](const Payout& payout) {
    return payout.human_reason == "contradiction" ||
           db::is_in_doubt_by_bill(tx, payout.number, payout.channel_number);
  });
  return is_known || db::was_told_paid(tx, withdrawal);
}

}  // namespace fenrun::flows
