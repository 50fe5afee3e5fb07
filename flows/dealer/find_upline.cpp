#include "flows/dealer/find_upline.hpp"

#include <stdexcept>

#include "db/dealer/dealer.hpp"
#include "db/dealer/place.hpp"

namespace fenrun::flows {

Result<Upline> find_upline(db::Tx& tx, const DealerId& dealer, Instant) {
  auto node = db::find_dealer(tx, dealer);
  if (!node) return kDealerNotFound;
  Upline upline;
  while (node->parent_id != kProducer) {
    if (upline.size() + 1 >= kLevelMax)
      throw std::logic_error("the dealer tree is deeper than its highest level");
    upline.push_back(node->parent_id);
    node = db::find_dealer(tx, node->parent_id);
    if (!node) throw std::logic_error("a dealer's parent is missing");
  }
  return upline;
}

Result<Upline> find_upline_as_of(db::Tx& tx, const UplineAsOfQuery& query, Instant) {
  auto place = db::place_as_of(tx, query.dealer, query.instant);
  if (!place) return kDealerNotFound;
  Upline upline;
  while (place->parent_id != kProducer) {
    if (upline.size() + 1 >= kLevelMax)
      throw std::logic_error("the history of places is deeper than the highest level");
    upline.push_back(place->parent_id);
    place = db::place_as_of(tx, place->parent_id, query.instant);
    if (!place) throw std::logic_error("a dealer's parent had no place at the same instant");
  }
  return upline;
}

}  // namespace fenrun::flows
