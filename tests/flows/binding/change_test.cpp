#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "db/binding/change_request.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/referral/referral.hpp"
#include "flows/binding/decide_change.hpp"
#include "flows/binding/request_change.hpp"
#include "tests/flows/binding/consumer_world.hpp"

namespace fenrun::testing {
namespace {

class ChangeTest : public ConsumerWorld {
 protected:
  void SetUp() override {
    ConsumerWorld::SetUp();
    from_ = dealer();
    to_ = dealer();
    li_ = person();
    EXPECT_TRUE(bind(li_, from_).has_value());
  }

  static Result<ChangeRequest> request(ConsumerId consumer, const flows::ReferralTouch& touch,
                                       const std::string& reason = "搬家了") {
    const flows::RequestChange command{fresh_ulid(), consumer, touch, reason};
    return transact([&](db::Tx& tx) { return flows::request_change(tx, command, kNow); });
  }
  static Result<ChangeRequest> approve(const ChangeRequest& request, const std::string& reason = "同意",
                                       const std::string& evidence = "电话录音 17 号") {
    const flows::ApproveChange command{request.public_id, kOperator, reason, evidence, kProtected30};
    return transact([&](db::Tx& tx) { return flows::approve_change(tx, command, kNow + kDay); });
  }
  static Result<ChangeRequest> refuse(const ChangeRequest& request, const std::string& reason = "证据不足") {
    return transact([&](db::Tx& tx) {
      return flows::refuse_change(tx, {request.public_id, kOperator, reason}, kNow + kDay);
    });
  }
  static Result<ChangeRequest> withdraw(const ChangeRequest& request, ConsumerId by) {
    return transact([&](db::Tx& tx) { return flows::withdraw_change(tx, {request.public_id, by}, kNow); });
  }

  DealerId from_, to_;
  ConsumerId li_;
};

TEST_F(ChangeTest, approval_rebinds_with_the_words_of_the_operator_as_evidence) {
  const auto asked = request(li_, touch_of(to_));
  ASSERT_TRUE(asked.has_value());
  EXPECT_EQ(asked->from_dealer_id, from_);
  EXPECT_EQ(asked->to_dealer_id, to_);
  const auto approved = approve(*asked);
  ASSERT_TRUE(approved.has_value());
  EXPECT_EQ(approved->state, ChangeState::approved);

  EXPECT_EQ(referrer_of(li_, kNow), from_);
  EXPECT_EQ(referrer_of(li_, kNow + kDay), to_);
  const auto binding =
      run([&](db::Tx& tx) -> Result<db::Binding> { return *db::binding_in_force(tx, li_, kNow + kDay); });
  EXPECT_EQ(binding.evidence.kind, EvidenceKind::request);
  EXPECT_EQ(binding.evidence.text, asked->public_id + " 电话录音 17 号");
  EXPECT_EQ(binding.staff_id, kOperator);
  EXPECT_EQ(binding.protected_until, kNow + 31 * kDay);
  const auto stored =
      run([&](db::Tx& tx) -> Result<ChangeRequest> { return *db::find_latest_change_request_of(tx, li_); });
  EXPECT_EQ(stored.state, ChangeState::approved);
  EXPECT_EQ(stored.decided_by, kOperator);
  EXPECT_EQ(stored.evidence, "电话录音 17 号");
}

TEST_F(ChangeTest, hopeless_requests_are_refused_at_once) {
  const auto unbound = person();
  const auto suspended = dealer();
  const auto suspended_touch = touch_of(suspended);
  suspend(suspended);
  EXPECT_TRUE(request(li_, touch_of(to_), "").refused_with(kReasonInvalid));
  EXPECT_TRUE(request(li_, {"", EvidenceKind::code}).refused_with(kReferralInvalid));
  EXPECT_TRUE(request(li_, {fresh_code(), EvidenceKind::code}).refused_with(kReferralUnknown));
  EXPECT_TRUE(request(li_, suspended_touch).refused_with(kReferralDealerSuspended));
  EXPECT_TRUE(request(unbound, touch_of(to_)).refused_with(kChangeNotBound));
  EXPECT_TRUE(request(li_, touch_of(from_)).refused_with(kChangeSameDealer));
  EXPECT_TRUE(request(consumer_of(to_), touch_of(to_)).refused_with(kBindOwnCode));
  EXPECT_TRUE(request(consumer_of(to_), touch_of(dealer(to_))).refused_with(kBindOwnDownline));
  EXPECT_EQ(count("SELECT COUNT(*) FROM binding_change_request"), 0);
}

TEST_F(ChangeTest, a_consumer_has_one_open_request_and_may_ask_again_after_it_closed) {
  const auto asked = request(li_, touch_of(to_));
  ASSERT_TRUE(asked.has_value());
  EXPECT_TRUE(request(li_, touch_of(to_)).refused_with(kChangeAlreadyOpen));
  EXPECT_TRUE(withdraw(*asked, person()).refused_with(kChangeNotFound));
  EXPECT_TRUE(withdraw(*asked, li_).has_value());
  EXPECT_TRUE(withdraw(*asked, li_).refused_with(kChangeClosed));
  EXPECT_TRUE(approve(*asked).refused_with(kChangeClosed));
  EXPECT_TRUE(refuse(*asked).refused_with(kChangeClosed));
  EXPECT_TRUE(request(li_, touch_of(to_)).has_value());
}

TEST_F(ChangeTest, a_refusal_changes_no_binding_and_needs_a_reason) {
  const auto asked = request(li_, touch_of(to_));
  EXPECT_TRUE(refuse(*asked, "").refused_with(kReasonInvalid));
  const auto refused = refuse(*asked);
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->state, ChangeState::refused);
  EXPECT_EQ(referrer_of(li_, kNow + kDay), from_);
}

TEST_F(ChangeTest, approval_judges_what_is_true_now) {
  const auto asked = request(li_, touch_of(to_));
  EXPECT_TRUE(approve(*asked, "").refused_with(kReasonInvalid));
  EXPECT_TRUE(approve(*asked, "同意", "").refused_with(kEvidenceInvalid));
  EXPECT_TRUE(approve(ChangeRequest{{}, fresh_ulid(), {}, {}, {}, "", {}, {}, {}, "", "", {}})
                  .refused_with(kChangeNotFound));
  suspend(to_);
  EXPECT_TRUE(approve(*asked).refused_with(kReferralDealerSuspended));
  EXPECT_TRUE(bind(li_, dealer(), kLastTouch).has_value());
  EXPECT_TRUE(approve(*asked).refused_with(kChangeStale));
}

TEST_F(ChangeTest, the_queue_lists_open_requests_oldest_first_by_cursor) {
  std::vector<std::string> expected;
  for (int i = 0; i < 5; ++i) {
    const auto consumer = person();
    ASSERT_TRUE(bind(consumer, from_).has_value());
    expected.push_back(request(consumer, touch_of(to_))->public_id);
  }
  std::vector<std::string> listed;
  PageRequest page{0, 2};
  do {
    const auto queue = run([&](db::Tx& tx) -> Result<Page<ChangeRequest>> {
      return db::list_change_requests(tx, ChangeState::open, page);
    });
    for (const auto& item : queue.items) listed.push_back(item.public_id);
    page.after = queue.next;
  } while (page.after != 0);
  EXPECT_EQ(listed, expected);
}

}  // namespace
}  // namespace fenrun::testing
