#include "base/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace fenrun::metrics {
namespace {

using ::testing::HasSubstr;

TEST(MetricsTest, metrics_appear_in_the_text_format) {
  counter("fenrun_test_requests_total", "Requests", {{"route", "/v1/x"}}).add(2);
  gauge("fenrun_test_open", "Open things").set(3.5);
  histogram("fenrun_test_seconds", "Time", {}, {0.1, 1}).observe(0.5);
  const std::string text = render();
  EXPECT_THAT(text, HasSubstr("fenrun_test_requests_total{route=\"/v1/x\"} 2"));
  EXPECT_THAT(text, HasSubstr("# TYPE fenrun_test_requests_total counter"));
  EXPECT_THAT(text, HasSubstr("fenrun_test_open 3.5"));
  EXPECT_THAT(text, HasSubstr("fenrun_test_seconds_bucket{le=\"0.1\"} 0"));
  EXPECT_THAT(text, HasSubstr("fenrun_test_seconds_bucket{le=\"1\"} 1"));
}

TEST(MetricsTest, asking_again_gives_the_same_metric_from_any_thread) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int n = 0; n < 250; ++n) counter("fenrun_test_shared_total", "Shared").add();
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(render(), HasSubstr("fenrun_test_shared_total 1000"));
}

}  // namespace
}  // namespace fenrun::metrics
