#include "flows/order/sale_stamp.hpp"

#include <vector>

#include "db/binding/binding.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/place.hpp"

namespace fenrun::flows {

SaleStamp read_sale_stamp(db::Tx& tx, ConsumerId buyer, Instant paid_at) {
  if (!buyer.is_set()) return {};
  const auto binding = db::binding_in_force(tx, buyer, paid_at);
  if (!binding) return {};
  std::vector<DealerId> line{binding->dealer_id};
  // A dealer has its first place when it joins, which is before anybody can be bound to it.
  const auto above = db::upline_as_of(tx, binding->dealer_id, paid_at);
  if (above) line.insert(line.end(), above->begin(), above->end());
  const auto dealers = db::find_dealers(tx, {line.begin(), line.end()});
  SaleStamp stamp{binding->id, {}};
  for (const DealerId dealer : line) stamp.upline.push_back({dealer, dealers.at(dealer).tier_id});
  return stamp;
}

}  // namespace fenrun::flows
