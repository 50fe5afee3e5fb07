#include "wechat/breaker.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fenrun::wechat {
namespace {

using std::chrono::milliseconds;
using State = Breaker::State;

enum class Do { admit, succeed, fail };

struct Step {
  int at_ms;
  Do what;
  bool is_admitted;  // of an admit
  State state;       // afterwards
};

constexpr BreakerOptions kOptions{
    .failures_to_open = 2, .open_ms = milliseconds(100), .open_ms_max = milliseconds(300)};

void play(const std::vector<Step>& steps) {
  Breaker breaker(kOptions);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    const auto now = Breaker::Time{} + milliseconds(step.at_ms);
    const std::string where = "step " + std::to_string(i);
    switch (step.what) {
      case Do::admit:
        EXPECT_EQ(breaker.admit(now), step.is_admitted) << where;
        break;
      case Do::succeed:
        breaker.succeeded();
        break;
      case Do::fail:
        breaker.failed(now);
        break;
    }
    EXPECT_EQ(breaker.state(), step.state) << where;
  }
}

TEST(Breaker, a_success_between_failures_starts_the_count_again) {
  play({
      {0, Do::fail, false, State::closed},
      {1, Do::succeed, false, State::closed},
      {2, Do::fail, false, State::closed},
      {3, Do::admit, true, State::closed},
  });
}

TEST(Breaker, failures_in_a_row_open_it_for_the_pause_and_no_longer) {
  play({
      {0, Do::fail, false, State::closed},
      {1, Do::fail, false, State::open},
      {2, Do::fail, false, State::open},  // a straggler changes nothing
      {2, Do::admit, false, State::open},
      {100, Do::admit, false, State::open},
      {101, Do::admit, true, State::probing},
  });
}

TEST(Breaker, only_one_probe_goes_out_and_its_success_closes) {
  play({
      {0, Do::fail, false, State::closed},
      {0, Do::fail, false, State::open},
      {100, Do::admit, true, State::probing},
      {101, Do::admit, false, State::probing},
      {102, Do::succeed, false, State::closed},
      {103, Do::admit, true, State::closed},
  });
}

TEST(Breaker, failed_probes_double_the_pause_up_to_its_limit) {
  play({
      {0, Do::fail, false, State::closed},
      {0, Do::fail, false, State::open},
      {100, Do::admit, true, State::probing},
      {100, Do::fail, false, State::open},  // 200
      {299, Do::admit, false, State::open},
      {300, Do::admit, true, State::probing},
      {300, Do::fail, false, State::open},  // 300, not 400
      {599, Do::admit, false, State::open},
      {600, Do::admit, true, State::probing},
      {600, Do::fail, false, State::open},  // still 300
      {900, Do::admit, true, State::probing},
      {900, Do::succeed, false, State::closed},
      {901, Do::fail, false, State::closed},
      {901, Do::fail, false, State::open},  // the first pause again
      {1001, Do::admit, true, State::probing},
  });
}

TEST(Breaker, a_probe_that_never_comes_back_is_followed_by_another) {
  play({
      {0, Do::fail, false, State::closed},
      {0, Do::fail, false, State::open},
      {100, Do::admit, true, State::probing},
      {199, Do::admit, false, State::probing},
      {200, Do::admit, true, State::probing},
  });
}

}  // namespace
}  // namespace fenrun::wechat
