#include "flows/tax/declare_taxpayer.hpp"

#include <algorithm>

#include "db/dealer/dealer.hpp"
#include "db/tax/taxpayer.hpp"
#include "db/withdrawal/withdrawal.hpp"

namespace fenrun::flows {
namespace {

bool is_taken(db::Tx& tx, const DeclareTaxpayer& command) {
  auto others = db::dealers_of_identity(tx, command.identity_index);
  others.erase(command.dealer);
  const auto dealers = db::find_dealers(tx, others);
  return std::ranges::any_of(dealers, [](const auto& one) { return one.second.state != DealerState::ended; });
}

}  // namespace

Result<Taxpayer> declare_taxpayer(db::Tx& tx, const DeclareTaxpayer& command, Instant now) {
  const auto dealer = db::lock_dealer(tx, command.dealer);
  if (!dealer) return kDealerNotFound;
  if (const Done active = check_active(*dealer); !active) return active.error();
  if (db::has_open_withdrawal(tx, command.dealer)) return kWithdrawalAlreadyOpen;
  Taxpayer taxpayer;
  taxpayer.id = db::lock_taxpayer_number(tx);
  const auto before = db::find_taxpayer(tx, command.dealer);
  const bool is_other = before && before->identity_index != command.identity_index;
  if (is_other && db::has_paid_withdrawal(tx, command.dealer, db::number_given_at(tx, *before)))
    return kTaxpayerSettled;
  if (is_taken(tx, command)) return kTaxpayerTaken;
  taxpayer.dealer = command.dealer;
  taxpayer.name_sealed = command.name_sealed;
  taxpayer.identity_sealed = command.identity_sealed;
  taxpayer.identity_index = command.identity_index;
  taxpayer.given_at = now;
  db::insert_taxpayer(tx, taxpayer);
  return taxpayer;
}

}  // namespace fenrun::flows
