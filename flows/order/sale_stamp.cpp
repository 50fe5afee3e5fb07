#include "flows/order/sale_stamp.hpp"

#include <optional>

#include "db/dealer/place.hpp"
#include "db/dealer/standing.hpp"

namespace fenrun::flows {
namespace {

using Bindings = std::vector<std::optional<db::Binding>>;

// The dealers of the stamps, without their tiers.
std::vector<SaleStamp> untiered_stamps(db::Tx& tx, std::span<const db::BuyerAt> buyers,
                                       const Bindings& bindings) {
  std::vector<db::DealerAt> sellers;
  std::vector<std::size_t> places;  // of each seller's stamp
  std::vector<SaleStamp> stamps(buyers.size());
  for (std::size_t i = 0; i < buyers.size(); ++i) {
    if (!bindings[i]) continue;
    stamps[i].binding_id = bindings[i]->id;
    stamps[i].upline.push_back({bindings[i]->dealer_id, TierId{}});
    sellers.push_back({bindings[i]->dealer_id, buyers[i].at});
    places.push_back(i);
  }
  const auto uplines = db::uplines_as_of(tx, sellers);
  for (std::size_t i = 0; i < places.size(); ++i) {
    // A dealer has its first place when it joins, which is before anybody can be bound to it.
    if (!uplines[i]) continue;
    for (const DealerId above : *uplines[i]) stamps[places[i]].upline.push_back({above, TierId{}});
  }
  return stamps;
}

}  // namespace

std::vector<SaleStamp> read_sale_stamps(db::Tx& tx, std::span<const db::BuyerAt> buyers) {
  std::vector<SaleStamp> stamps = untiered_stamps(tx, buyers, db::bindings_in_force(tx, buyers));
  std::vector<db::DealerAt> members;
  for (std::size_t i = 0; i < stamps.size(); ++i) {
    for (const UplineMember& member : stamps[i].upline) members.push_back({member.dealer_id, buyers[i].at});
  }
  const auto standings = db::standings_as_of(tx, members);
  auto standing = standings.begin();
  for (SaleStamp& stamp : stamps) {
    for (UplineMember& member : stamp.upline) member.tier_id = (standing++)->tier;
  }
  return stamps;
}

}  // namespace fenrun::flows
