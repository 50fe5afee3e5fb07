// A dealer's customers, as the dealer may see them.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

struct Customer {
  BindingId binding_id;  // the cursor key
  std::string consumer_public_id;
  std::string name_masked;   // empty: none given
  std::string phone_masked;  // empty: none given
  Instant bound_at;
  CampaignId campaign_id;  // unset: none
  ConsumerId consumer_id;
};

// Bound to `dealer` now, newest first.
Page<Customer> list_customers(Tx& tx, DealerId dealer, const PageRequest& request);
std::int64_t count_customers(Tx& tx, DealerId dealer);
// Of many dealers, at most 1,000; those without any are left out.
std::map<DealerId, std::int64_t> count_customers_of(Tx& tx, std::span<const DealerId> dealers);

}  // namespace fenrun::db
