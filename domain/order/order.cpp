#include "domain/order/order.hpp"

#include "base/assert.hpp"

namespace fenrun {

std::string_view to_text(OrderChannel channel) {
  switch (channel) {
    case OrderChannel::mini_program:
      return "mini_program";
    case OrderChannel::push:
      return "push";
    case OrderChannel::import:
      return "import";
  }
  FENRUN_ASSERT(false);
}

std::optional<OrderChannel> order_channel_from(std::string_view text) {
  for (const auto channel : {OrderChannel::mini_program, OrderChannel::push, OrderChannel::import}) {
    if (to_text(channel) == text) return channel;
  }
  return std::nullopt;
}

}  // namespace fenrun
