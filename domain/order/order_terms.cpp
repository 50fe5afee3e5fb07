#include "domain/order/order_terms.hpp"

#include "base/assert.hpp"

namespace fenrun {

std::optional<Instant> next_step_at(const Order& order, const OrderTerms& terms) {
  switch (order.state) {
    case OrderState::created:
      return order.expires_at;
    case OrderState::shipped:
      return *order.shipped_at + terms.receipt_wait;
    case OrderState::received:
      return order.hold_ends_at;
    case OrderState::paid:
    case OrderState::completed:
    case OrderState::closed:
      return std::nullopt;
  }
  FENRUN_ASSERT(false);
}

}  // namespace fenrun
