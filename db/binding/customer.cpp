#include "db/binding/customer.hpp"

#include <limits>

#include "domain/text.hpp"

namespace fenrun::db {

// Names are masked here, so that none in clear travels further up.
Page<Customer> list_customers(Tx& tx, DealerId dealer, const PageRequest& request) {
  const auto before = request.after == 0 ? std::numeric_limits<std::int64_t>::max() : request.after;
  std::vector<Customer> customers;
  for (const auto& row :
       tx.all("SELECT b.id, c.public_id, c.nickname, c.phone_masked, b.bound_at, b.campaign_id,"
              " b.consumer_id"
              " FROM binding b JOIN consumer c ON c.id = b.consumer_id"
              " WHERE b.dealer_id = ? AND b.active = 1 AND b.id < ? ORDER BY b.id DESC LIMIT ?",
              {dealer, before, request.rows() + 1})) {
    const auto nickname = row.maybe_text(2).value_or("");
    customers.push_back({row.id<BindingId>(0), row.text(1), nickname.empty() ? "" : mask_name(nickname),
                         row.maybe_text(3).value_or(""), row.time(4), row.id<CampaignId>(5),
                         row.id<ConsumerId>(6)});
  }
  return cut_page(std::move(customers), request,
                  [](const Customer& customer) { return customer.binding_id.value; });
}

std::int64_t count_customers(Tx& tx, DealerId dealer) {
  return tx.one("SELECT COUNT(*) FROM binding WHERE dealer_id = ? AND active = 1", {dealer})->integer(0);
}

std::map<DealerId, std::int64_t> count_customers_of(Tx& tx, std::span<const DealerId> dealers) {
  const std::vector<Param> keys(dealers.begin(), dealers.end());
  std::map<DealerId, std::int64_t> counts;
  for (const auto& row :
       tx.all_of("SELECT dealer_id, COUNT(*) FROM binding WHERE active = 1 AND dealer_id IN (", "?", keys,
                 ") GROUP BY dealer_id")) {
    counts.emplace(row.id<DealerId>(0), row.integer(1));
  }
  return counts;
}

}  // namespace fenrun::db
