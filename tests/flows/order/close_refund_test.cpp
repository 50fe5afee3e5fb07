// A refund that WeChat will not make is ended by two people, and WeChat's late word is not lost.
#include "flows/order/close_refund.hpp"

#include <atomic>
#include <thread>

#include "db/order/notify_inbox.hpp"
#include "db/order/refund_closing.hpp"
#include "tests/flows/order/order_world.hpp"

namespace fenrun::testing {
namespace {

using flows::RefundEffect;

constexpr Instant kHeard = kNow + kRefundQuiet;
constexpr StaffId kOne{81};
constexpr StaffId kOther{82};

class CloseRefundTest : public OrderWorld {
 protected:
  void SetUp() override {
    OrderWorld::SetUp();
    sale_ = place_paid();
    refund_ = *ask_refund_of(sale_.order, {{sale_.lines[0].id, Fen{4'000}}});
  }

  Result<RefundClosing> propose(RefundEnding ending, StaffId staff = kOne) {
    const flows::ProposeRefundClosing command{fresh_ulid(),
                                              staff,
                                              refund_.public_id,
                                              ending,
                                              ending == RefundEnding::paid_elsewhere ? "bank 7" : "",
                                              "the buyer's account is gone"};
    return transact([&](db::Tx& tx) { return flows::propose_refund_closing(tx, command, kNow); });
  }
  void hear(Instant asked_at) {
    run([&](db::Tx& tx) -> Result<bool> {
      flows::note_refund_absent(tx, refund_.id, asked_at);
      return true;
    });
  }
  static std::string decide(const RefundClosing& closing, bool is_approved, StaffId staff = kOther) {
    const flows::DecideRefundClosing command{closing.public_id, staff, is_approved, {}};
    const auto decided =
        transact([&](db::Tx& tx) { return flows::decide_refund_closing(tx, command, kHeard); });
    return decided ? std::string(to_word(decided->state)) : std::string(decided.error().code());
  }
  OrderRefund stored() const {
    return run([&](db::Tx& tx) -> Result<OrderRefund> { return *db::find_refund(tx, refund_.id); });
  }
  bool may_be_sent() const {
    return run([&](db::Tx& tx) -> Result<bool> { return flows::may_send_refund(tx, refund_.id); });
  }

  OrderWithLines sale_;
  OrderRefund refund_;
};

TEST_F(CloseRefundTest, called_off_it_frees_what_it_asked_for) {
  EXPECT_TRUE(may_be_sent());
  const auto closing = propose(RefundEnding::called_off);
  ASSERT_TRUE(closing);
  EXPECT_FALSE(may_be_sent());
  const auto asked_then = run([](db::Tx& tx) -> Result<std::int64_t> {
    return tx.one("SELECT COUNT(*) FROM order_refund WHERE attempts = 0 AND due_at = ?", {kHeard})
        ->integer(0);
  });
  EXPECT_EQ(asked_then, 1) << "WeChat is asked then";
  EXPECT_TRUE(propose(RefundEnding::paid_elsewhere, kOther).refused_with(kRefundClosingOpen));
  EXPECT_EQ(decide(*closing, true, kOne), "refund_closing.own");
  hear(kHeard - std::chrono::microseconds(1));
  EXPECT_EQ(decide(*closing, true), "refund_closing.unheard") << "it may have been on its way";
  hear(kHeard);
  EXPECT_TRUE(ask_refund_of(sale_.order, {}, kBasket).refused_with(kRefundTooLarge));
  EXPECT_EQ(decide(*closing, true), "applied");
  EXPECT_EQ(decide(*closing, false), "refund_closing.decided");
  EXPECT_EQ(stored().state, RefundState::closed);
  EXPECT_EQ(stored().ending, RefundEnding::called_off);
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_refund WHERE due_at IS NOT NULL"), 0) << "never sent again";
  EXPECT_EQ(find(sale_.order.id).order.refunded_fen, Fen{0});
  EXPECT_TRUE(ask_refund_of(sale_.order, {}, kBasket));
}

TEST_F(CloseRefundTest, paid_elsewhere_it_is_given_back) {
  const auto closing = propose(RefundEnding::paid_elsewhere);
  ASSERT_TRUE(closing);
  hear(kHeard);
  EXPECT_EQ(decide(*closing, true), "applied");
  EXPECT_EQ(stored().state, RefundState::succeeded);
  EXPECT_EQ(stored().ending, RefundEnding::paid_elsewhere);
  EXPECT_EQ(stored().succeeded_at, kHeard);
  EXPECT_EQ(find(sale_.order.id).lines[0].refunded_fen, Fen{4'000});
}

TEST_F(CloseRefundTest, a_refused_one_is_sent_on_and_may_be_proposed_anew) {
  const auto closing = propose(RefundEnding::called_off);
  ASSERT_TRUE(closing);
  hear(kHeard);
  EXPECT_EQ(decide(*closing, false), "refused");
  EXPECT_TRUE(may_be_sent());
  EXPECT_EQ(stored().state, RefundState::requested);
  const auto again = propose(RefundEnding::called_off);
  ASSERT_TRUE(again);
  EXPECT_EQ(decide(*again, true), "refund_closing.unheard") << "it may have been sent between the two";
}

TEST_F(CloseRefundTest, what_wechat_has_accepted_is_not_for_people_to_end) {
  const auto closing = propose(RefundEnding::called_off);
  ASSERT_TRUE(closing);
  hear(kHeard);
  const auto accepted = refund_report(sale_.order, refund_.refund_no, Fen{4'000}, RefundState::processing);
  EXPECT_EQ(refund(accepted), RefundEffect::recorded);
  EXPECT_EQ(decide(*closing, true), "refund_closing.overtaken");
  EXPECT_EQ(decide(*closing, false), "refused");
  EXPECT_TRUE(propose(RefundEnding::called_off).refused_with(kRefundClosingOvertaken));
}

TEST_F(CloseRefundTest, wechats_word_that_waits_in_the_inbox_comes_first) {
  const auto closing = propose(RefundEnding::called_off);
  hear(kHeard);
  run([&](db::Tx& tx) -> Result<bool> {
    db::PayNotice notice;
    notice.kind = db::NoticeKind::refund;
    notice.out_trade_no = out_trade_no_of(sale_.order.public_id);
    notice.out_refund_no = refund_.refund_no;
    notice.amount_fen = Fen{4'000};
    notice.happened_at = kNow;
    return db::insert_notice(tx, notice, kNow);
  });
  EXPECT_EQ(decide(*closing, true), "refund_closing.overtaken");
}

TEST_F(CloseRefundTest, one_payment_ends_one_refund) {
  const auto first = propose(RefundEnding::paid_elsewhere);
  ASSERT_TRUE(first);
  const auto other = ask_refund_of(sale_.order, {{sale_.lines[1].id, Fen{1'000}}});
  ASSERT_TRUE(other);
  refund_ = *other;
  EXPECT_TRUE(propose(RefundEnding::paid_elsewhere).refused_with(kRefundClosingReferenceUsed));
  EXPECT_TRUE(propose(RefundEnding::called_off)) << "has no number";
  EXPECT_EQ(decide(*first, false, kOne), "refused") << "whoever proposed it takes it back";
  refund_ = *ask_refund_of(sale_.order, {{sale_.lines[1].id, Fen{1}}});
  EXPECT_TRUE(propose(RefundEnding::paid_elsewhere)) << "the number is free again";
}

// It cannot happen as far as WeChat keeps its word; if it does, a person must know.
TEST_F(CloseRefundTest, what_wechat_pays_after_that_is_in_suspense) {
  const auto closing = propose(RefundEnding::paid_elsewhere);
  hear(kHeard);
  ASSERT_EQ(decide(*closing, true), "applied");
  const auto late = refund_report(sale_.order, refund_.refund_no, Fen{4'000});
  auto accepted = late;
  accepted.state = RefundState::processing;
  for (const auto& report : {accepted, late, late}) EXPECT_EQ(refund(report), RefundEffect::ended_otherwise);
  EXPECT_TRUE(flows::is_alarming(RefundEffect::ended_otherwise));
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_suspense WHERE reason = 'ended_otherwise'"), 1);
  EXPECT_EQ(find(sale_.order.id).order.refunded_fen, Fen{4'000}) << "counted once";
  EXPECT_EQ(refund(refund_report(sale_.order, refund_.refund_no, Fen{4'000}, RefundState::closed)),
            RefundEffect::repeated);
}

TEST_F(CloseRefundTest, of_two_deciders_at_once_one_decides) {
  const auto closing = propose(RefundEnding::paid_elsewhere);
  hear(kHeard);
  std::atomic<int> applied{0};
  std::vector<std::thread> people;
  for (int i = 0; i < 4; ++i) {
    people.emplace_back([&] {
      db::Connection connection(database().options());
      const flows::DecideRefundClosing command{closing->public_id, kOther, true, {}};
      if (connection.transact([&](db::Tx& tx) { return flows::decide_refund_closing(tx, command, kHeard); }))
        ++applied;
    });
  }
  for (auto& person : people) person.join();
  EXPECT_EQ(applied, 1);
  EXPECT_EQ(find(sale_.order.id).order.refunded_fen, Fen{4'000});
}

TEST_F(CloseRefundTest, a_wish_is_checked_before_anything_is_locked) {
  flows::ProposeRefundClosing command{fresh_ulid(), kOne, fresh_ulid(), RefundEnding::called_off, "x", "r"};
  const auto propose_it = [&] {
    return transact([&](db::Tx& tx) { return flows::propose_refund_closing(tx, command, kNow); });
  };
  EXPECT_TRUE(propose_it().refused_with(kRefundClosingReferenceInvalid));
  command.reference = "";
  EXPECT_TRUE(propose_it().refused_with(kRefundNotFound));
  EXPECT_EQ(decide(RefundClosing{}, true), "refund_closing.not_found");
}

}  // namespace
}  // namespace fenrun::testing
