#include "flows/tax/taxed_together.hpp"

#include "db/tax/taxpayer.hpp"

namespace fenrun::flows {

std::set<DealerId> dealers_taxed_together(db::Tx& tx, DealerId dealer) {
  std::set<DealerId> together;
  if (const auto taxpayer = db::find_taxpayer(tx, dealer))
    together = db::dealers_of_identity(tx, taxpayer->identity_index);
  together.insert(dealer);
  return together;
}

}  // namespace fenrun::flows
