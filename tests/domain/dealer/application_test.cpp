#include "domain/dealer/application.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

constexpr Instant kApplicationNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

Dealer dealer_of_level(int level) {
  Dealer dealer;
  dealer.id = DealerId{9};
  dealer.level = level;
  return dealer;
}

// An application by invite of a level-1 dealer that nothing speaks against.
ApplicationFacts good_facts() {
  ApplicationFacts facts;
  facts.name = "王小明";
  facts.gave_code = true;
  facts.invite = Invite{
      InviteId{3}, "CODE", DealerId{9}, 2, 1, kApplicationNow + std::chrono::hours{1}, {}, kApplicationNow};
  facts.inviter = dealer_of_level(1);
  facts.contract = Contract{};
  facts.contract->number = 4;
  facts.accepted_contract = 4;
  return facts;
}

TEST(ApplicationTest, level_and_parent_are_the_invites_or_the_producers) {
  EXPECT_EQ(*decide_application(good_facts(), kApplicationNow), (Placement{DealerId{9}, 2}));
  ApplicationFacts of_producer = good_facts();
  of_producer.inviter.reset();
  EXPECT_EQ(*decide_application(of_producer, kApplicationNow), (Placement{kProducer, 1}));
  ApplicationFacts without_code = good_facts();
  without_code.gave_code = false;
  without_code.invite.reset();
  without_code.inviter.reset();
  EXPECT_EQ(*decide_application(without_code, kApplicationNow), (Placement{kProducer, 1}));
}

// Faults are added from the last in precedence to the first: each must hide all that came before it.
TEST(ApplicationTest, refusals_in_order_of_precedence) {
  ApplicationFacts facts = good_facts();
  const auto expect = [&](const ErrorCode& code) {
    EXPECT_TRUE(decide_application(facts, kApplicationNow).refused_with(code)) << code.code;
  };
  facts.accepted_contract = 3;
  expect(kContractNotCurrent);
  facts.contract.reset();
  expect(kContractNone);
  facts.inviter->level = kLevelMax;
  expect(kInviteLevelMax);
  facts.inviter->state = DealerState::suspended;
  expect(kDealerSuspended);
  facts.inviter->state = DealerState::ended;
  expect(kDealerEnded);
  facts.invite->uses_left = 0;
  expect(kInviteUsedUp);
  facts.invite->expires_at = kApplicationNow;
  expect(kInviteExpired);
  facts.invite->revoked_at = kApplicationNow;
  expect(kInviteRevoked);
  facts.invite.reset();
  expect(kInviteNotFound);
  facts.has_open_application = true;
  expect(kApplicationAlreadyOpen);
  facts.own_dealership = DealerState::ended;
  expect(kDealerEnded);
  facts.own_dealership = DealerState::suspended;
  expect(kDealerExists);
  facts.is_applicant_active = false;
  expect(kApplicantInactive);
  const std::string note(kReasonMax + 1, 'x');
  facts.note = note;
  expect(kApplicationNoteInvalid);
  facts.name = "";
  expect(kDealerNameInvalid);
}

TEST(ApplicationTest, approval_refuses_in_order_of_precedence) {
  Application application;
  application.parent_id = DealerId{9};
  application.level = 2;
  ApprovalFacts facts;
  facts.application = &application;
  facts.invite = good_facts().invite;
  facts.parent = dealer_of_level(1);
  EXPECT_EQ(*decide_approval(facts), (Placement{DealerId{9}, 2}));
  const auto expect = [&](const ErrorCode& code) {
    EXPECT_TRUE(decide_approval(facts).refused_with(code)) << code.code;
  };
  facts.parent->level = 2;
  expect(kApplicationParentMoved);
  facts.parent->state = DealerState::suspended;
  expect(kDealerSuspended);
  facts.parent->state = DealerState::ended;
  expect(kDealerEnded);
  facts.invite->uses_left = 0;
  expect(kInviteUsedUp);
  facts.invite->revoked_at = kApplicationNow;
  expect(kInviteRevoked);
  facts.own_dealership = DealerState::ended;
  expect(kDealerEnded);
  facts.own_dealership = DealerState::suspended;
  expect(kDealerExists);
  facts.is_applicant_active = false;
  expect(kApplicantInactive);
  application.state = ApplicationState::withdrawn;
  expect(kApplicationDecided);
}

TEST(ApplicationTest, an_invite_that_expired_while_waiting_is_no_hindrance) {
  Application application;
  application.level = 1;
  ApprovalFacts facts;
  facts.application = &application;
  facts.invite = good_facts().invite;
  facts.invite->expires_at = kApplicationNow - std::chrono::hours{100};
  EXPECT_TRUE(decide_approval(facts).has_value());
}

TEST(ApplicationTest, only_open_applications_are_refused_or_withdrawn) {
  Application application;
  application.consumer_id = ConsumerId{5};
  EXPECT_TRUE(decide_refusal(application, "资料不全").has_value());
  EXPECT_TRUE(decide_refusal(application, " ").refused_with(kReasonInvalid));
  EXPECT_TRUE(decide_withdrawal_of(application, ConsumerId{5}).has_value());
  EXPECT_TRUE(decide_withdrawal_of(application, ConsumerId{6}).refused_with(kApplicationNotFound));
  for (const auto state :
       {ApplicationState::approved, ApplicationState::refused, ApplicationState::withdrawn}) {
    application.state = state;
    EXPECT_TRUE(decide_refusal(application, "资料不全").refused_with(kApplicationDecided));
    EXPECT_TRUE(decide_refusal(application, "").refused_with(kReasonInvalid));
    EXPECT_TRUE(decide_withdrawal_of(application, ConsumerId{5}).refused_with(kApplicationDecided));
  }
}

TEST(ApplicationTest, states_have_words_both_ways) {
  for (const auto state : {ApplicationState::open, ApplicationState::approved, ApplicationState::refused,
                           ApplicationState::withdrawn}) {
    EXPECT_EQ(application_state_from(to_text(state)), state);
  }
  EXPECT_EQ(application_state_from("Open"), std::nullopt);
}

}  // namespace
}  // namespace fenrun
