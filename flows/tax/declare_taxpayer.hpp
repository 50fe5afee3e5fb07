// A dealer says who they are to the tax office. One identity number belongs to one dealer at a time, so that
// nobody's income is taxed in parts.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/tax/taxpayer.hpp"

namespace fenrun::flows {

struct DeclareTaxpayer {
  DealerId dealer;
  std::string name_sealed;
  std::string identity_sealed;
  std::string identity_index;
};

// Refuses, in this order, with kDealerNotFound, kDealerSuspended or kDealerEnded, kWithdrawalAlreadyOpen (its
// tax was computed for whoever was known), kTaxpayerSettled (another number than before, when something was
// paid under that) and kTaxpayerTaken (the number of another dealer who has not ended).
Result<Taxpayer> declare_taxpayer(db::Tx& tx, const DeclareTaxpayer& command, Instant now);

}  // namespace fenrun::flows
