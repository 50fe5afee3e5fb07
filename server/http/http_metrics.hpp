// What the listener counts. One object for each I/O thread, because it remembers the handles it has looked
// up.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/metrics.hpp"

namespace fenrun::server {

class HttpMetrics {
 public:
  explicit HttpMetrics(std::string listener);

  // `route` is a template of static lifetime ("/api/v1/orders/{id}").
  void answered(std::string_view route, int status, std::chrono::steady_clock::duration took);
  // A request or a connection that no handler saw; `reason` is a constant.
  void refused(std::string_view reason);
  void connections(int change) const { connections_.add(change); }
  void requests_in_flight(int change) const { in_flight_.add(change); }

 private:
  std::string listener_;
  metrics::Gauge connections_;
  metrics::Gauge in_flight_;
  std::map<std::string_view, metrics::Histogram> durations_;
  std::map<std::pair<std::string_view, int>, metrics::Counter> answered_;
};

}  // namespace fenrun::server
