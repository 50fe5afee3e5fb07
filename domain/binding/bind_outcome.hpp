// What touching a referral code came to. Logging in reports it and goes on whatever it is; asking to be bound
// answers a refusal with its error code.
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace fenrun {

enum class BindOutcome {
  // A binding was written.
  bound,    // the consumer had no referrer
  rebound,  // another dealer's binding ended and this one began
  renewed,  // the same dealer, after the protection had run out: a new period begins

  // Nothing changed, and nothing is wrong.
  already_bound,     // to this very dealer
  kept,              // bound to another dealer for ever
  under_protection,  // bound to another dealer, whose protection has not run out
  not_new,           // only new consumers are bound, and this one is not new

  // Refused.
  code_invalid,  // mistyped or invented: the check part is wrong
  code_unknown,  // well made, but not on our books
  code_revoked,
  campaign_closed,  // not begun or over
  dealer_suspended,
  own_code,      // the consumer's own dealership
  own_downline,  // the dealer's line leads up to the consumer's own dealership: a cycle
};

inline constexpr ErrorCode kBindOwnCode{ErrorKind::refused, "binding.own_code", "不能绑定自己的推荐码",
                                        "Your own referral code cannot bind you"};
inline constexpr ErrorCode kBindOwnDownline{ErrorKind::refused, "binding.own_downline",
                                            "不能绑定到自己的下级经销商",
                                            "A dealer cannot be bound to its own downline"};

[[nodiscard]] bool is_written(BindOutcome outcome);

// The error of a refusal; nullptr for every other outcome.
[[nodiscard]] const ErrorCode* refusal(BindOutcome outcome);

// Stable lower-case word for answers and logs: "bound", "under_protection", …
[[nodiscard]] std::string_view to_text(BindOutcome outcome);

}  // namespace fenrun
