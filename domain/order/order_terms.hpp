// How long an order waits for what, and which step comes by itself.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "domain/order/order.hpp"

namespace fenrun {

struct OrderTerms {
  std::chrono::seconds unpaid_life{std::chrono::minutes{30}};  // then closed
  std::chrono::seconds receipt_wait{std::chrono::days{10}};    // from shipping; then received
  std::chrono::seconds commission_hold{std::chrono::days{7}};  // from receipt; then released
  // For tiers that have it otherwise, by the code of the tier that the dealer had at the payment.
  std::map<std::string, std::chrono::seconds, std::less<>> tier_holds{};
};

// When the step that nobody takes by hand is due; nothing when none is to come.
std::optional<Instant> next_step_at(const Order& order, const OrderTerms& terms);

// How long to wait before WeChat is asked (again) what became of a payment that was begun, or of a refund:
// callbacks get lost. `asked` counts the questions so far.
std::chrono::seconds pause_before_question(int asked);

}  // namespace fenrun
