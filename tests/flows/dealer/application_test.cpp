#include "db/dealer/application.hpp"
#include "db/contract/contract.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/invite.hpp"
#include "db/dealer/place.hpp"
#include "flows/dealer/list_applications.hpp"
#include "flows/dealer/refuse_application.hpp"
#include "flows/dealer/revoke_invite.hpp"
#include "flows/dealer/suspend_dealer.hpp"
#include "flows/dealer/withdraw_application.hpp"
#include "tests/flows/dealer/dealer_test.hpp"

namespace fenrun::testing {
namespace {

using ApplicationTest = DealerTest;

TEST_F(ApplicationTest, without_an_invite_one_applies_for_level_1_and_accepts_the_contract) {
  const ConsumerId applicant = person();
  const Application application = apply(applicant);
  EXPECT_EQ(application.level, 1);
  EXPECT_EQ(application.parent_id, kProducer);
  run([&](db::Tx& tx) -> Done {
    EXPECT_TRUE(db::has_accepted(tx, applicant, contract_.id));
    EXPECT_EQ(db::find_latest_application_of(tx, applicant)->public_id, application.public_id);
    return {};
  });
}

TEST_F(ApplicationTest, level_and_parent_come_from_the_invite) {
  const Dealer top = join();
  const Dealer middle = join(&top);
  const Dealer bottom = join(&middle);
  EXPECT_EQ(top.level, 1);
  EXPECT_EQ(middle.level, 2);
  EXPECT_EQ(middle.parent_id, top.id);
  EXPECT_EQ(middle.sponsor_id, top.id);
  EXPECT_EQ(bottom.level, 3);
  EXPECT_EQ(bottom.parent_id, middle.id);
}

TEST_F(ApplicationTest, approval_writes_dealer_place_and_lowest_tier) {
  const Dealer dealer = join(nullptr, kNow);
  run([&](db::Tx& tx) -> Done {
    const auto stored = db::find_dealer(tx, dealer.id);
    EXPECT_EQ(stored->public_id, dealer.public_id);
    EXPECT_EQ(stored->name, "王小明");
    EXPECT_EQ(stored->tier_id, TierId{1});
    EXPECT_EQ(stored->joined_at, kNow);
    EXPECT_EQ(stored->version, 1);
    EXPECT_EQ(db::place_as_of(tx, dealer.id, kNow), (Placement{kProducer, 1}));
    EXPECT_EQ(db::place_as_of(tx, dealer.id, kNow - std::chrono::microseconds{1}), std::nullopt);
    return {};
  });
}

TEST_F(ApplicationTest, a_reason_of_an_approval_may_be_missing_but_not_too_long) {
  const Application application = apply(person());
  const auto result = transact([&](db::Tx& tx) {
    const std::string reason(kReasonMax + 1, 'x');
    return flows::approve_application(tx, {kOperator, application.public_id, ulid(), reason}, kNow);
  });
  EXPECT_TRUE(result.refused_with(kReasonInvalid));
  EXPECT_EQ(approve(application).level, 1);
}

TEST_F(ApplicationTest, one_open_application_a_person) {
  const ConsumerId applicant = person();
  const Application first = apply(applicant);
  const auto again = [&](db::Tx& tx) {
    return flows::apply_for_dealership(tx, application_of(applicant), kNow);
  };
  EXPECT_TRUE(transact(again).refused_with(kApplicationAlreadyOpen));
  run([&](db::Tx& tx) { return flows::withdraw_application(tx, {applicant, first.public_id}, kNow); });
  EXPECT_TRUE(transact(again).has_value());
}

TEST_F(ApplicationTest, a_dealer_cannot_apply_again) {
  const Dealer dealer = join();
  const auto result = transact(
      [&](db::Tx& tx) { return flows::apply_for_dealership(tx, application_of(dealer.consumer_id), kNow); });
  EXPECT_TRUE(result.refused_with(kDealerExists));
}

TEST_F(ApplicationTest, an_old_contract_version_is_not_enough) {
  publish({"经销商协议", "第二版。", kNow}, kNow);
  const auto wish = application_of(person());
  const auto result = transact([&](db::Tx& tx) { return flows::apply_for_dealership(tx, wish, kNow); });
  EXPECT_TRUE(result.refused_with(kContractNotCurrent));
}

TEST_F(ApplicationTest, an_unknown_code_is_refused_even_when_it_is_not_ascii) {
  for (const char* code : {"0123456789ABCDEFGHJK", "abc", "邀请码"}) {
    const auto wish = application_of(person(), code);
    const auto result = transact([&](db::Tx& tx) { return flows::apply_for_dealership(tx, wish, kNow); });
    EXPECT_TRUE(result.refused_with(kInviteNotFound)) << code;
  }
}

TEST_F(ApplicationTest, only_the_applicant_withdraws) {
  const Application application = apply(person());
  const ConsumerId somebody = person();
  const auto by_other = transact([&](db::Tx& tx) {
    return flows::withdraw_application(tx, {somebody, application.public_id}, kNow);
  });
  EXPECT_TRUE(by_other.refused_with(kApplicationNotFound));
  const auto unknown = transact([&](db::Tx& tx) {
    return flows::withdraw_application(tx, {somebody, "nonsense"}, kNow);
  });
  EXPECT_TRUE(unknown.refused_with(kApplicationNotFound));
}

TEST_F(ApplicationTest, a_refusal_needs_a_reason_and_leaves_the_invite_its_use) {
  const Invite used = invite();
  const Application application = apply(person(), used.code);
  flows::RefuseApplicationCommand command{kOperator, application.public_id, ""};
  const auto refuse = [&](db::Tx& tx) { return flows::refuse_application(tx, command, kNow); };
  EXPECT_TRUE(transact(refuse).refused_with(kReasonInvalid));
  command.reason = "资料不全";
  const auto refused = run(refuse);
  EXPECT_EQ(refused.state, ApplicationState::refused);
  EXPECT_TRUE(transact(refuse).refused_with(kApplicationDecided));
  run([&](db::Tx& tx) -> Done {
    const auto stored = db::find_application_by_public_id(tx, application.public_id);
    EXPECT_EQ(stored->decision_reason, "资料不全");
    EXPECT_EQ(stored->decided_by, kOperator);
    EXPECT_EQ(db::find_invite(tx, used.code)->uses_left, 1);
    return {};
  });
}

TEST_F(ApplicationTest, approval_consumes_one_use_and_the_last_use_only_once) {
  const Invite used = invite(nullptr, 1);
  const Application first = apply(person(), used.code);
  const Application second = apply(person(), used.code);
  approve(first);
  const auto result = transact([&](db::Tx& tx) {
    return flows::approve_application(tx, {kOperator, second.public_id, ulid(), ""}, kNow);
  });
  EXPECT_TRUE(result.refused_with(kInviteUsedUp));
}

TEST_F(ApplicationTest, a_revoked_invite_stops_open_applications_but_an_expired_one_does_not) {
  const Invite revoked = invite();
  const Invite expired = invite();
  const Application of_revoked = apply(person(), revoked.code);
  const Application of_expired = apply(person(), expired.code);
  run([&](db::Tx& tx) { return flows::revoke_invite(tx, {ConsumerId{}, revoked.code}, kNow); });
  const auto result = transact([&](db::Tx& tx) {
    return flows::approve_application(tx, {kOperator, of_revoked.public_id, ulid(), ""}, kNow);
  });
  EXPECT_TRUE(result.refused_with(kInviteRevoked));
  EXPECT_EQ(approve(of_expired, expired.expires_at + kDay).level, 1);
}

TEST_F(ApplicationTest, an_erased_account_neither_applies_nor_is_approved) {
  const Application application = apply(person());
  run([&](db::Tx& tx) -> Done {
    db::erase_consumer(tx, application.consumer_id, kNow);
    return {};
  });
  const auto approved = transact([&](db::Tx& tx) {
    return flows::approve_application(tx, {kOperator, application.public_id, ulid(), ""}, kNow);
  });
  EXPECT_TRUE(approved.refused_with(kApplicationDecided));
  const auto applied = transact([&](db::Tx& tx) {
    return flows::apply_for_dealership(tx, application_of(application.consumer_id), kNow);
  });
  EXPECT_TRUE(applied.refused_with(kApplicantInactive));
}

TEST_F(ApplicationTest, nobody_is_placed_below_a_suspended_dealer) {
  const Dealer parent = join();
  const Application application = apply(person(), invite(&parent).code);
  run([&](db::Tx& tx) { return flows::suspend_dealer(tx, {kOperator, parent.public_id, "核查中"}, kNow); });
  const auto result = transact([&](db::Tx& tx) {
    return flows::approve_application(tx, {kOperator, application.public_id, ulid(), ""}, kNow);
  });
  EXPECT_TRUE(result.refused_with(kDealerSuspended));
}

TEST_F(ApplicationTest, a_refused_approval_leaves_no_hole_in_the_dealer_ids) {
  const Dealer before = join();
  const Application withdrawn = apply(person());
  run([&](db::Tx& tx) {
    return flows::withdraw_application(tx, {withdrawn.consumer_id, withdrawn.public_id}, kNow);
  });
  const auto result = transact([&](db::Tx& tx) {
    return flows::approve_application(tx, {kOperator, withdrawn.public_id, ulid(), ""}, kNow);
  });
  EXPECT_TRUE(result.refused_with(kApplicationDecided));
  EXPECT_EQ(join().id.value, before.id.value + 1);
}

TEST_F(ApplicationTest, the_queue_is_read_by_cursor_oldest_first) {
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i) made.push_back(apply(person()).public_id);
  std::vector<std::string> read;
  flows::ListApplicationsQuery query{ApplicationState::open, {0, 2}};
  do {
    const auto page = run([&](db::Tx& tx) { return flows::list_applications(tx, query, kNow); });
    for (const Application& application : page.items) read.push_back(application.public_id);
    query.page.after = page.next;
  } while (query.page.after != 0);
  EXPECT_EQ(read, made);
}

}  // namespace
}  // namespace fenrun::testing
