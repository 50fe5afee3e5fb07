// Why nothing was paid. Each order line that pays nobody carries exactly one reason; a share that nobody
// could claim carries the reason why.
#pragma once

#include <optional>
#include <string_view>

namespace fenrun {

enum class ZeroReason {
  zero_base,          // nothing was paid for the line
  no_referrer,        // the buyer was bound to no dealer
  no_rule,            // no rule fits the line at this level
  rule_pays_nothing,  // the rule says 0
  no_profit,          // the cost is at least the base
  no_differential,    // those below have the same rate already
  below_one_fen,      // rounded down to nothing
  order_cap,          // the cap of the order left nothing
  month_cap,          // the dealer's cap of the month was used up
  nobody_at_level,    // the line of dealers is shorter
  dealer_suspended,   // suspended when the sale was paid, or ended when it was booked
  self_purchase,      // the dealer bought it itself, and the plan does not pay for that
};

struct ZeroReasonText {
  std::string_view word;  // in tables and the API
  std::string_view zh;
  std::string_view en;
};

const ZeroReasonText& text_of(ZeroReason reason);
inline std::string_view to_text(ZeroReason reason) { return text_of(reason).word; }
std::optional<ZeroReason> zero_reason_from(std::string_view word);

}  // namespace fenrun
