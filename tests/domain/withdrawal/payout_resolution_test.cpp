#include "domain/withdrawal/payout_resolution.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace fenrun {
namespace {

using namespace std::chrono_literals;

constexpr Instant kSentAt{500'000h};

Payout stuck_payout(PayoutState state = PayoutState::unknown) {
  Payout payout;
  payout.id = PayoutId{3};
  payout.number = "P0000000000000000000000000000001";
  payout.amount = Fen{900};
  payout.state = state;
  payout.needs_human = true;
  payout.human_reason = "never_known";
  payout.posts = 8;
  payout.first_post_at = kSentAt;
  payout.last_post_at = kSentAt;
  return payout;
}

std::string code_of(const Done& done) { return done ? "" : std::string(done.error().code()); }

TEST(PayoutResolution, what_may_be_done_to_a_transfer) {
  using enum ResolutionAction;
  const Instant early = kSentAt + 31 * 24h;
  const Instant late = early + 1us;
  for (const auto action : {cancel, close_paid, close_unpaid}) {
    for (const auto state : {PayoutState::created, PayoutState::voided, PayoutState::succeeded,
                             PayoutState::failed, PayoutState::cancelled}) {
      EXPECT_EQ(code_of(check_resolution(action, stuck_payout(state), late)),
                state == PayoutState::created && action == cancel ? "" : "payout_resolution.no_transfer");
    }
  }
  Payout unsent = stuck_payout(PayoutState::created);
  unsent.needs_human = false;
  EXPECT_EQ(code_of(check_resolution(cancel, unsent, late)), "payout_resolution.no_transfer");
  Payout moving = stuck_payout(PayoutState::await_user);
  moving.needs_human = false;
  EXPECT_EQ(code_of(check_resolution(cancel, moving, early)), "");
  EXPECT_EQ(code_of(check_resolution(close_paid, moving, late)), "payout_resolution.not_stuck");
  EXPECT_EQ(code_of(check_resolution(close_unpaid, moving, late)), "payout_resolution.not_stuck");
  EXPECT_EQ(code_of(check_resolution(close_paid, stuck_payout(), kSentAt)), "");
  EXPECT_EQ(code_of(check_resolution(close_unpaid, stuck_payout(), early)), "payout_resolution.too_early");
  EXPECT_EQ(code_of(check_resolution(close_unpaid, stuck_payout(), late)), "");
  Payout contradicted = stuck_payout();
  contradicted.human_reason = "contradiction";
  EXPECT_EQ(code_of(check_resolution(cancel, contradicted, late)), "payout_resolution.contradicted");
  EXPECT_EQ(code_of(check_resolution(close_paid, contradicted, late)), "");
}

TEST(PayoutResolution, what_it_does_to_the_transfer_and_the_money) {
  const Instant late = kSentAt + 32 * 24h;
  const auto cancelled = resolve_payout(stuck_payout(), ResolutionAction::cancel, late);
  EXPECT_EQ(cancelled.after.state, PayoutState::unknown);
  EXPECT_TRUE(cancelled.after.is_cancel_wanted);
  EXPECT_FALSE(cancelled.after.needs_human);
  EXPECT_EQ(cancelled.after.due_at, late);
  EXPECT_FALSE(cancelled.gives_back || cancelled.settles);

  const auto paid = resolve_payout(stuck_payout(), ResolutionAction::close_paid, late);
  EXPECT_EQ(paid.after.state, PayoutState::succeeded);
  EXPECT_TRUE(paid.locks && paid.settles);
  EXPECT_FALSE(paid.gives_back || paid.after.needs_human || paid.after.due_at);

  Payout locked = stuck_payout(PayoutState::await_user);
  locked.is_locked = true;
  const auto unpaid = resolve_payout(locked, ResolutionAction::close_unpaid, late);
  EXPECT_EQ(unpaid.after.state, PayoutState::failed);
  EXPECT_TRUE(unpaid.unlocks && unpaid.gives_back);
  EXPECT_FALSE(unpaid.settles || unpaid.after.needs_human);
}

TEST(PayoutResolution, another_person_confirms_what_is_still_proposed) {
  PayoutResolution resolution;
  resolution.proposed_by = StaffId{1};
  EXPECT_EQ(code_of(check_resolution_confirmed_by(resolution, StaffId{1})), "payout_resolution.same_person");
  EXPECT_EQ(code_of(check_resolution_confirmed_by(resolution, StaffId{2})), "");
  resolution.state = ResolutionState::refused;
  EXPECT_EQ(code_of(check_resolution_confirmed_by(resolution, StaffId{1})), "payout_resolution.decided");
}

TEST(PayoutResolution, evidence_is_a_reference_and_what_it_shows) {
  EXPECT_EQ(code_of(check_evidence("4200001234", "资金账单有此笔")), "");
  EXPECT_EQ(code_of(check_evidence("", "资金账单有此笔")), "payout_resolution.evidence_invalid");
  EXPECT_EQ(code_of(check_evidence("4200001234", "")), "payout_resolution.evidence_invalid");
  EXPECT_EQ(code_of(check_evidence("42\n00", "x")), "payout_resolution.evidence_invalid");
  EXPECT_EQ(code_of(check_evidence(std::string(65, '4'), "x")), "payout_resolution.evidence_invalid");
}

TEST(PayoutResolution, its_text_says_everything_that_is_confirmed) {
  PayoutResolution resolution;
  resolution.public_id = "01J0000000000000000000000R";
  resolution.number = "P1";
  resolution.amount = Fen{900};
  resolution.reference = "4200001234";
  resolution.evidence = "line";
  resolution.proposed_by = StaffId{1};
  const std::vector<std::function<void(PayoutResolution&)>> changes{
      [](auto& one) { one.public_id.back() = 'S'; },
      [](auto& one) { one.number = "P2"; },
      [](auto& one) { one.amount = Fen{901}; },
      [](auto& one) { one.action = ResolutionAction::close_paid; },
      [](auto& one) { one.reference = "4200001235"; },
      [](auto& one) { one.evidence = "lines"; },
      [](auto& one) { one.proposed_by = StaffId{2}; },
  };
  for (const auto& change : changes) {
    auto changed = resolution;
    change(changed);
    EXPECT_NE(resolution_text(changed), resolution_text(resolution));
  }
}

}  // namespace
}  // namespace fenrun
