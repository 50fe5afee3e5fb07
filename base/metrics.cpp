#include "base/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

namespace fenrun::metrics {
namespace {

template <class Metric>
using Families = std::map<std::string, prometheus::Family<Metric>*, std::less<>>;

// Every family by name, so that asking for the same metric twice gives the same one.
struct Store {
  std::mutex mutex;
  prometheus::Registry registry;
  Families<prometheus::Counter> counters;
  Families<prometheus::Gauge> gauges;
  Families<prometheus::Histogram> histograms;
};

Store& store() {
  // Never destroyed: handles are valid for the life of the process.
  static auto* const instance = new Store;
  return *instance;
}

template <class Metric, class Builder>
prometheus::Family<Metric>& family_of(Families<Metric>& families, Builder builder, std::string_view name,
                                      std::string_view help) {
  const auto found = families.find(name);
  if (found != families.end()) return *found->second;
  auto& family = builder.Name(std::string(name)).Help(std::string(help)).Register(store().registry);
  families.emplace(std::string(name), &family);
  return family;
}

template <class Metric>
Metric& metric_of(void* impl) {
  return *static_cast<Metric*>(impl);
}

}  // namespace

void Counter::add(double amount) const { metric_of<prometheus::Counter>(impl).Increment(amount); }
void Gauge::set(double value) const { metric_of<prometheus::Gauge>(impl).Set(value); }
void Gauge::add(double amount) const { metric_of<prometheus::Gauge>(impl).Increment(amount); }
void Histogram::observe(double value) const { metric_of<prometheus::Histogram>(impl).Observe(value); }

Counter counter(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(store().mutex);
  return {&family_of(store().counters, prometheus::BuildCounter(), name, help).Add(labels)};
}

Gauge gauge(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(store().mutex);
  return {&family_of(store().gauges, prometheus::BuildGauge(), name, help).Add(labels)};
}

Histogram histogram(std::string_view name, std::string_view help, const Labels& labels,
                    const std::vector<double>& buckets) {
  const std::lock_guard lock(store().mutex);
  return {&family_of(store().histograms, prometheus::BuildHistogram(), name, help).Add(labels, buckets)};
}

std::string render() { return prometheus::TextSerializer().Serialize(store().registry.Collect()); }

}  // namespace fenrun::metrics
