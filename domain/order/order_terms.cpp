#include "domain/order/order_terms.hpp"

#include <algorithm>
#include <iterator>

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

std::chrono::seconds pause_before_question(int asked) {
  using std::chrono::minutes;
  using std::chrono::seconds;
  constexpr seconds kPauses[] = {seconds{5}, seconds{30}, minutes{1}, minutes{3},
                                 minutes{5}, minutes{10}, minutes{30}};
  const auto place = static_cast<std::size_t>(asked < 0 ? 0 : asked);
  return kPauses[std::min(place, std::size(kPauses) - 1)];
}

}  // namespace fenrun
