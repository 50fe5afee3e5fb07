#include "flows/statistics/sweep_scans.hpp"

#include "db/statistics/referral_scan.hpp"

namespace fenrun::flows {

static_assert(kScansKept > db::kFunnelOpen);

Result<SweptScans> sweep_scans(db::Tx& tx, Instant now, int rows_max) {
  SweptScans swept;
  swept.scans = db::delete_scans_before(tx, bill_day_of(now) - kScansKept, rows_max);
  swept.is_done = swept.scans < static_cast<std::uint64_t>(rows_max);
  return swept;
}

}  // namespace fenrun::flows
