// What /metrics would show for one series, written as it stands there: metric_value("fenrun_x_total") or
// metric_value("fenrun_x_total{kind=\"y\"}"). 0 when there is none yet.
#pragma once

#include <string>

#include "base/metrics.hpp"

namespace fenrun::server::testing {

inline double metric_value(const std::string& series) {
  const std::string all = "\n" + metrics::render();
  const auto at = all.find("\n" + series + " ");
  return at == std::string::npos ? 0 : std::stod(all.substr(at + series.size() + 2));
}

}  // namespace fenrun::server::testing
