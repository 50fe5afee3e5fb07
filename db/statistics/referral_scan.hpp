// Rows of `referral_scan`, and what became of them by day: `statistic_funnel`.
#pragma once

#include <cstdint>
#include <map>

#include "db/mysql/tx.hpp"
#include "domain/statistics/statistics.hpp"

namespace fenrun::db {

struct ReferralScan {
  ConsumerId consumer;
  DealerId dealer;
  Instant at;
  bool is_known = false;  // was the dealer's customer before
};
// Once a person, dealer and day of China; repetitions change nothing.
void record_scan(Tx& tx, const ReferralScan& scan);
// Of days before `day`, at most `limit`, the oldest first; how many.
std::uint64_t delete_scans_before(Tx& tx, BillDay day, int limit);

// People who came by a dealer's code on a day, each counted once a dealer.
struct FunnelDay {
  std::int64_t scans = 0;
  std::int64_t known = 0;    // were customers of that dealer before; the others may be bound
  std::int64_t bound = 0;    // to that dealer, within a week
  std::int64_t ordered = 0;  // of them: paid an order of that dealer's within thirty days

  FunnelDay& operator+=(const FunnelDay& other);
  friend bool operator==(const FunnelDay&, const FunnelDay&) = default;
};
inline constexpr std::chrono::days kFunnelBindWithin{7};
inline constexpr std::chrono::days kFunnelOrderWithin{30};
// Nothing can come of a scan any more that is older than this.
inline constexpr std::chrono::days kFunnelOpen{31};

// From scans, bindings and orders.
FunnelDay count_funnel(Tx& tx, BillDay day);
void save_funnel_day(Tx& tx, BillDay day, const FunnelDay& funnel);
std::map<BillDay, FunnelDay> read_funnel_days(Tx& tx, const DaySpan& span);

}  // namespace fenrun::db
