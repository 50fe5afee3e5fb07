#include "config/sections.hpp"

#include <string>

#include "config/of_tiers.hpp"

namespace fenrun::config {

void read_orders(Reader& reader, OrderTerms& terms) {
  using std::chrono::days;
  using std::chrono::minutes;
  constexpr std::int64_t kHoldDaysMax = 180;
  reader.duration("orders.unpaid_minutes", terms.unpaid_life, minutes{1}, minutes{1440});
  reader.duration("orders.receipt_days", terms.receipt_wait, days{1}, days{60});
  reader.duration("orders.commission_hold_days", terms.commission_hold, days{0}, days{kHoldDaysMax});
  read_of_tiers(reader, "orders.tier_hold_days", 0, kHoldDaysMax,
                [&](const std::string& tier, std::int64_t count) { terms.tier_holds[tier] = days{count}; });
}

}  // namespace fenrun::config
