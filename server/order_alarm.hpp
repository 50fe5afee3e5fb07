// Money that does not fit our orders: nothing was booked, and somebody must look.
#pragma once

#include <string>
#include <string_view>

#include "base/log.hpp"
#include "base/metrics.hpp"

namespace fenrun::server {

inline void raise_order_alarm(std::string_view reason, std::string_view order) {
  metrics::counter("fenrun_order_suspense_total", "Reports of payments and refunds that fit no order.",
                   {{"reason", std::string(reason)}})
      .add();
  log::error("order.suspense", {{"reason", reason}, {"order", order}});
}

}  // namespace fenrun::server
