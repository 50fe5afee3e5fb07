#include "domain/order/order_state.hpp"

#include "base/assert.hpp"
#include "domain/text.hpp"

namespace fenrun {
namespace {

struct OrderStep {
  OrderState from;
  OrderEvent event;
  OrderState to;
};

constexpr OrderStep kOrderSteps[] = {
    {OrderState::created, OrderEvent::pay, OrderState::paid},
    {OrderState::created, OrderEvent::close, OrderState::closed},
    {OrderState::closed, OrderEvent::pay, OrderState::paid},
    {OrderState::paid, OrderEvent::ship, OrderState::shipped},
    {OrderState::paid, OrderEvent::refund_whole, OrderState::closed},
    {OrderState::shipped, OrderEvent::receive, OrderState::received},
    {OrderState::shipped, OrderEvent::refund_whole, OrderState::shipped},
    {OrderState::received, OrderEvent::complete, OrderState::completed},
    {OrderState::received, OrderEvent::refund_whole, OrderState::received},
    {OrderState::completed, OrderEvent::refund_whole, OrderState::completed},
};

}  // namespace

std::string_view to_text(OrderState state) {
  switch (state) {
    case OrderState::created:
      return "created";
    case OrderState::paid:
      return "paid";
    case OrderState::shipped:
      return "shipped";
    case OrderState::received:
      return "received";
    case OrderState::completed:
      return "completed";
    case OrderState::closed:
      return "closed";
  }
  FENRUN_ASSERT(false);
}

std::optional<OrderState> order_state_from(std::string_view text) {
  for (const auto state : {OrderState::created, OrderState::paid, OrderState::shipped, OrderState::received,
                           OrderState::completed, OrderState::closed}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

Result<OrderState> move_order(OrderState from, OrderEvent event) {
  for (const OrderStep& step : kOrderSteps) {
    if (step.from == from && step.event == event) return step.to;
  }
  return kOrderStateConflict;
}

bool is_parcel(std::string_view carrier, std::string_view tracking_no) {
  if (carrier.empty() && tracking_no.empty()) return true;
  return is_one_line(carrier, 1, kParcelTextMax) && is_one_line(tracking_no, 1, kParcelTextMax);
}

}  // namespace fenrun
