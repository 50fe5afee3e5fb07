#include "flows/order/sale_stamp.hpp"

#include "base/assert.hpp"
#include "db/binding/binding.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/place.hpp"

namespace fenrun::flows {
namespace {

UplineMember member_of(db::Tx& tx, DealerId dealer) {
  const auto row = db::find_dealer(tx, dealer);
  FENRUN_ASSERT(row);
  return {dealer, row->tier_id};
}

}  // namespace

SaleStamp read_sale_stamp(db::Tx& tx, ConsumerId buyer, Instant paid_at) {
  if (!buyer.is_set()) return {};
  const auto binding = db::binding_in_force(tx, buyer, paid_at);
  if (!binding) return {};
  SaleStamp stamp{binding->id, {member_of(tx, binding->dealer_id)}};
  // A dealer has its first place when it joins, which is before anybody can be bound to it.
  const auto above = db::upline_as_of(tx, binding->dealer_id, paid_at);
  for (const DealerId dealer : above.value_or(std::vector<DealerId>{})) {
    stamp.upline.push_back(member_of(tx, dealer));
  }
  return stamp;
}

}  // namespace fenrun::flows
