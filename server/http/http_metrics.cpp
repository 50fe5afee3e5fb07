#include "server/http/http_metrics.hpp"

namespace fenrun::server {

HttpMetrics::HttpMetrics(std::string listener)
    : listener_(std::move(listener)),
      connections_(metrics::gauge("fenrun_http_connections", "Open connections.", {{"listener", listener_}})),
      in_flight_(metrics::gauge("fenrun_http_requests_in_flight", "Requests being answered by a handler.",
                                {{"listener", listener_}})) {}

void HttpMetrics::answered(std::string_view route, int status, std::chrono::steady_clock::duration took) {
  auto duration = durations_.find(route);
  if (duration == durations_.end()) {
    const metrics::Labels labels{{"listener", listener_}, {"route", std::string(route)}};
    const auto made = metrics::histogram("fenrun_http_request_duration_seconds",
                                         "From the last byte of a request to the reply being ready.", labels);
    duration = durations_.emplace(route, made).first;
  }
  duration->second.observe(std::chrono::duration<double>(took).count());

  auto count = answered_.find({route, status});
  if (count == answered_.end()) {
    const metrics::Labels labels{
        {"listener", listener_}, {"route", std::string(route)}, {"status", std::to_string(status)}};
    const auto made =
        metrics::counter("fenrun_http_requests_total", "Requests answered by a handler.", labels);
    count = answered_.emplace(std::pair(route, status), made).first;
  }
  count->second.add();
}

void HttpMetrics::refused(std::string_view reason) {
  metrics::counter("fenrun_http_refused_total",
                   "Requests and connections refused before any handler saw them.",
                   {{"listener", listener_}, {"reason", std::string(reason)}})
      .add();
}

}  // namespace fenrun::server
