#include "domain/withdrawal/withdrawal_set.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "domain/staff/step_up.hpp"

namespace fenrun {
namespace {

using namespace std::chrono_literals;

std::vector<SetMember> two_members() {
  return {{"01J0000000000000000000000A", 3, Fen{1'000}}, {"01J0000000000000000000000B", 1, Fen{500}}};
}

TEST(WithdrawalSet, its_text_says_everything_that_was_shown_in_any_order) {
  auto members = two_members();
  const std::string text = set_text(SetAction::approve, members);
  EXPECT_EQ(text,
            "fenrun withdrawal set v1\napprove\n2\n1500\n01J0000000000000000000000A 3 1000\n"
            "01J0000000000000000000000B 1 500");
  std::swap(members[0], members[1]);
  EXPECT_EQ(set_text(SetAction::approve, members), text);
  EXPECT_NE(set_text(SetAction::reject, members), text);
  const std::vector<std::function<void(std::vector<SetMember>&)>> changes{
      [](auto& set) { set[0].version = 4; },
      [](auto& set) { set[0].gross = Fen{1'001}; },
      [](auto& set) { set[0].public_id.back() = 'C'; },
      [](auto& set) { set.pop_back(); },
      // the same count and the same sum
      [](auto& set) { std::swap(set[0].gross, set[1].gross); },
  };
  for (const auto& change : changes) {
    auto changed = two_members();
    change(changed);
    EXPECT_NE(set_text(SetAction::approve, changed), text);
  }
}

TEST(WithdrawalSet, sums_of_a_set) {
  const auto sums = sum_up(two_members());
  EXPECT_EQ(sums.count, 2);
  EXPECT_EQ(sums.sum, Fen{1'500});
  EXPECT_EQ(sums.largest, Fen{1'000});
  EXPECT_EQ(sum_up({}).count, 0);
}

TEST(WithdrawalSet, its_start_is_refused_in_this_order) {
  const Instant made{500'000h};
  WithdrawalSet set;
  set.staff = StaffId{1};
  set.session = "session";
  set.previewed_at = made;
  set.started_at = made;
  const auto code = [&](StaffId staff, const std::string& session, Instant now) {
    const Done checked = check_set_start(set, staff, session, now);
    return checked ? std::string() : std::string(checked.error().code());
  };
  const Instant late = made + kWithdrawalSetLife + 1us;
  EXPECT_EQ(code(StaffId{2}, "session", late), "withdrawal_set.of_another");
  EXPECT_EQ(code(StaffId{1}, "other", late), "withdrawal_set.of_another");
  EXPECT_EQ(code(StaffId{1}, "session", late), "withdrawal_set.started");
  set.started_at.reset();
  EXPECT_EQ(code(StaffId{1}, "session", late), "withdrawal_set.expired");
  EXPECT_EQ(code(StaffId{1}, "session", late - 1us), "withdrawal_set.empty");
  set.sums.count = 1;
  EXPECT_EQ(code(StaffId{1}, "session", late - 1us), "");
}

TEST(WithdrawalSet, words_of_actions_and_outcomes_are_read_back) {
  for (const auto action : {SetAction::approve, SetAction::reject, SetAction::review}) {
    EXPECT_EQ(set_action_from(to_word(action)), action);
  }
  for (const auto outcome : kSetOutcomes) EXPECT_EQ(set_outcome_from(to_word(outcome)), outcome);
  EXPECT_FALSE(set_action_from("pay"));
  EXPECT_FALSE(set_outcome_from(""));
}

TEST(StepUp, five_tries_in_five_minutes) {
  const Instant start{500'000h};
  EXPECT_FALSE(step_up_wait({4, start}, start));
  EXPECT_EQ(step_up_wait({5, start}, start), 300s);
  EXPECT_EQ(step_up_wait({5, start}, start + 5min - 1us), 1s);
  EXPECT_FALSE(step_up_wait({5, start}, start + 5min));
}

}  // namespace
}  // namespace fenrun
