// The worker and a wire that fails in every way the emulator knows: each withdrawal is paid once.
#include <gtest/gtest.h>

#include "tests/payout/payout_stage.hpp"

namespace fenrun::testing {
namespace {

class PayoutFaultTest : public PayoutStage {};

// The faults of the wire, before and after WeChat has taken the post; D-02, D-03, JeffreySu#3276.
TEST_F(PayoutFaultTest, whatever_becomes_of_the_answer_the_transfer_is_paid_once) {
  const struct {
    const char* kind;
    nlohmann::json more;
  } faults[] = {
      {"close_before", nlohmann::json::object()},
      {"close_after", nlohmann::json::object()},
      {"hang_before", nlohmann::json{{"pace_ms", 3000}}},
      {"hang_after", nlohmann::json{{"pace_ms", 3000}}},
      {"truncated_body", nlohmann::json::object()},
      {"bad_signature", nlohmann::json::object()},
      {"wrong_serial", nlohmann::json::object()},
      {"stale_time", nlohmann::json::object()},
      {"extra_fields", nlohmann::json::object()},
      {"slow_body", nlohmann::json{{"pace_ms", 20}}},
      {"http_500", nlohmann::json::object()},
      {"unknown_state", nlohmann::json::object()},
      {"error_before", nlohmann::json{{"http_status", 500}, {"code", "SYSTEM_ERROR"}}},
      {"error_after", nlohmann::json{{"http_status", 500}, {"code", "SYSTEM_ERROR"}}},
      {"error_after", nlohmann::json{{"http_status", 400}, {"code", "A_CODE_NOBODY_KNOWS"}}},
      {"error_before", nlohmann::json{{"http_status", 429}, {"code", "FREQUENCY_LIMIT_EXCEED"}}},
      {"error_after", nlohmann::json{{"http_status", 400}, {"code", "INVALID_REQUEST"}}},
      {"http_502", nlohmann::json::object()},
  };
  payout::Lane lane = make_lane();
  std::int64_t paid = 0;
  for (const auto& fault : faults) {
    const Withdrawal withdrawal = approved(Fen{1'000});
    emulator_.add_fault(fault.kind, kCreatePath, 1, fault.more);
    while (lane.work_once()) {
    }
    EXPECT_NE(payout_state(withdrawal), "failed") << fault.kind;
    settle_all(lane);
    paid += 1'000;
    EXPECT_EQ(state_of(withdrawal), "paid") << fault.kind << " " << fault.more.dump();
    EXPECT_EQ(transfers().size(), static_cast<std::size_t>(paid / 1'000)) << fault.kind;
    emulator_.clear_faults();
  }
  expect_rest(paid);
  EXPECT_FALSE(is_fuse_blown());
}

// Old in its Date too: one of them is no clock.
TEST_F(PayoutFaultTest, a_reply_from_ten_minutes_ago_does_not_stop_payouts) {
  payout::Lane lane = make_lane();
  for (int i = 0; i < 3; ++i) {
    approved(Fen{1'000});
    if (i == 0) emulator_.add_fault("stale_time", kCreatePath);
    while (lane.work_once()) {
    }
  }
  EXPECT_EQ(transfers().size(), 3U);
  EXPECT_FALSE(is_fuse_blown());
  settle_all(lane);
  expect_rest(3'000);
}

TEST_F(PayoutFaultTest, a_clock_that_is_two_minutes_off_stops_payouts_when_two_replies_say_so) {
  emulator_.advance_clock(150);
  payout::Lane lane = make_lane();
  for (int i = 0; i < 2; ++i) {
    approved(Fen{1'000});
    EXPECT_FALSE(is_fuse_blown()) << i;
    while (lane.work_once()) {
    }
  }
  EXPECT_TRUE(is_fuse_blown());
  approved(Fen{1'000});
  while (lane.work_once()) {
  }
  EXPECT_EQ(transfers().size(), 2U);
}

}  // namespace
}  // namespace fenrun::testing
