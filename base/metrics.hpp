// Prometheus metrics behind a plain interface. Names: prefix fenrun_, base unit, _total for counters; labels
// have bounded values only (a route template, never a path). All calls are thread-safe.
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fenrun::metrics {

using Labels = std::map<std::string, std::string>;

// Handles are cheap to copy and valid for the life of the process; look them up once and keep them.
class Counter {
 public:
  void add(double amount = 1) const;
  void* impl = nullptr;
};
class Gauge {
 public:
  void set(double value) const;
  void add(double amount) const;
  void* impl = nullptr;
};
class Histogram {
 public:
  void observe(double value) const;
  void* impl = nullptr;
};

Counter counter(std::string_view name, std::string_view help, const Labels& labels = {});
Gauge gauge(std::string_view name, std::string_view help, const Labels& labels = {});
// Buckets in the metric's base unit, ascending; the default suits seconds of a request.
Histogram histogram(std::string_view name, std::string_view help, const Labels& labels = {},
                    const std::vector<double>& buckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                          0.5, 1, 2.5, 5, 10});

// The whole registry in Prometheus's text format.
std::string render();

}  // namespace fenrun::metrics
