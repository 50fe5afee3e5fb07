#include "flows/dealer/find_upline.hpp"

#include "db/dealer/dealer.hpp"
#include "db/dealer/place.hpp"

namespace fenrun::flows {

Result<Upline> find_upline(db::Tx& tx, const DealerId& dealer, Instant) {
  auto upline = db::upline_of(tx, dealer);
  if (!upline) return kDealerNotFound;
  return *std::move(upline);
}

Result<Upline> find_upline_as_of(db::Tx& tx, const UplineAsOfQuery& query, Instant) {
  auto upline = db::upline_as_of(tx, query.dealer, query.instant);
  if (!upline) return kDealerNotFound;
  return *std::move(upline);
}

}  // namespace fenrun::flows
