// Disputes: exactly the disputed fen stand still, whatever happens to the commission meanwhile, and they end
// where two people say.
#include "flows/ledger/dispute_commission.hpp"

#include <gtest/gtest.h>

#include "db/commission/commission_month.hpp"
#include "db/journal/dispute.hpp"
#include "db/journal/sheet.hpp"
#include "flows/ledger/post.hpp"
#include "flows/ledger/release.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "tests/flows/commission/commission_world.hpp"

namespace fenrun::testing {
namespace {

constexpr DealerId kContested{11};
constexpr StaffId kOpener{5};
constexpr StaffId kJudge{6};

class DisputeTest : public CommissionWorld {
 protected:
  // A commission of 500 fen from a line of 10,000.
  void SetUp() override {
    CommissionWorld::SetUp();
    put_in_force(rates("秋季", {50'000}));
    const auto out = share(sale(7, {kContested}));
    commission_ = out.commissions.at(0);
    ASSERT_EQ(commission_.amount_fen, Fen{500});
    post({flows::accrue(reference(), kContested, Fen{500})});
  }
  [[nodiscard]] std::string reference() const { return ledger_reference(commission_); }
  static std::string post(const std::vector<Movement>& movements) {
    const auto posted = transact([&](db::Tx& tx) { return flows::post(tx, movements, kSoldAt); });
    return posted ? "posted" : std::string(posted.error().code());
  }
  std::string open(std::int64_t fen, const std::string& reason = "重复下单",
                   const std::string& evidence = "客服记录 17") {
    const flows::OpenDispute command{ulid(), kOpener, commission_.id, Fen{fen}, reason, evidence};
    const auto opened = transact([&](db::Tx& tx) { return flows::open_dispute(tx, command, kSoldAt); });
    if (opened) dispute_ = opened->public_id;
    return opened ? "open" : std::string(opened.error().code());
  }
  [[nodiscard]] std::string resolve(bool is_for_dealer, StaffId staff = kJudge,
                                    const std::string& reason = "已核实") const {
    const flows::ResolveDispute command{dispute_, staff, is_for_dealer, reason};
    const auto ended = transact(
        [&](db::Tx& tx) { return flows::resolve_dispute(tx, command, kSoldAt + std::chrono::days(1)); });
    return ended ? std::string(to_word(ended->state)) + " " + std::to_string(ended->settled.value)
                 : std::string(ended.error().code());
  }
  // As flows/order/book_sale does it, of the line in all.
  void refund_in_all(std::int64_t fen) {
    const auto taken = refund(7, {{OrderLineId{71}, Fen{fen}}});
    ASSERT_TRUE(taken);
    for (const auto& [row, take] : taken->commissions) {
      EXPECT_EQ(post({flows::claw_back("refund:" + std::to_string(fen), reference(), kContested, take)}),
                "posted");
    }
  }
  void release() {
    const auto released = transact([&](db::Tx& tx) { return flows::release(tx, {reference()}, kSoldAt); });
    ASSERT_TRUE(released) << released.error().code();
  }
  // "pending available held disputed owed", after looking that the books hold together.
  static std::string balance() {
    return database().run([](db::Tx& tx) -> Result<std::string> {
      EXPECT_EQ(flows::verify_rest(tx), std::nullopt);
      const Balance it = db::find_sheet(tx, sheet_of(kContested)).balance;
      return std::to_string(it.pending.value) + " " + std::to_string(it.available.value) + " " +
             std::to_string(it.held.value) + " " + std::to_string(it.disputed.value) + " " +
             std::to_string(it.owed.value);
    });
  }
  static std::int64_t month_earned() {
    return database().run([](db::Tx& tx) -> Result<std::int64_t> {
      const auto months = db::lock_commission_months(tx, {kContested}, china_month_of(kSoldAt));
      return months.at(kContested).earned_fen.value;
    });
  }
  [[nodiscard]] std::vector<SentencePair> told() const {
    return database().run([&](db::Tx& tx) -> Result<std::vector<SentencePair>> {
      return sentences(db::find_dispute(tx, dispute_).value());
    });
  }

  Commission commission_;
  std::string dispute_;
};

TEST_F(DisputeTest, it_holds_only_the_disputed_fen_and_two_people_end_it) {
  EXPECT_EQ(open(100, ""), "dispute.reason_invalid");
  EXPECT_EQ(open(100, "重复下单", ""), "dispute.evidence_invalid");
  EXPECT_EQ(open(0), "ledger.amount_invalid");
  EXPECT_EQ(open(501), "ledger.commission_short");
  EXPECT_EQ(balance(), "500 0 0 0 0");
  EXPECT_EQ(open(100), "open");
  EXPECT_EQ(balance(), "400 0 0 100 0");
  EXPECT_EQ(open(50), "dispute.already_open");
  release();
  EXPECT_EQ(balance(), "0 400 0 100 0");
  EXPECT_EQ(resolve(true, kOpener), "dispute.own");
  EXPECT_EQ(resolve(true, kJudge, ""), "dispute.reason_invalid");
  EXPECT_EQ(balance(), "0 400 0 100 0");
  EXPECT_EQ(resolve(true), "for_dealer 100");
  EXPECT_EQ(balance(), "0 500 0 0 0");
  EXPECT_EQ(resolve(false), "dispute.closed");
  EXPECT_EQ(month_earned(), 500);
}

TEST_F(DisputeTest, while_the_commission_is_pending_the_money_goes_back_to_pending) {
  EXPECT_EQ(open(500), "open");
  EXPECT_EQ(balance(), "0 0 0 500 0");
  EXPECT_EQ(resolve(true), "for_dealer 500");
  EXPECT_EQ(balance(), "500 0 0 0 0");
  release();
  EXPECT_EQ(balance(), "0 500 0 0 0");
}

TEST_F(DisputeTest, what_is_lost_counts_towards_what_later_refunds_take) {
  EXPECT_EQ(open(200), "open");
  EXPECT_EQ(resolve(false), "for_producer 200");
  EXPECT_EQ(balance(), "300 0 0 0 0");
  EXPECT_EQ(month_earned(), 300);
  EXPECT_EQ(stored(7).at(0).clawed_back_fen, Fen{200});
  refund_in_all(4'000);
  EXPECT_EQ(balance(), "300 0 0 0 0") << "a refund of two fifths takes what the dispute took already";
  refund_in_all(5'000);
  EXPECT_EQ(balance(), "250 0 0 0 0");
  refund_in_all(10'000);
  EXPECT_EQ(balance(), "0 0 0 0 0");
  EXPECT_EQ(stored(7).at(0).state, CommissionState::void_);
  EXPECT_EQ(month_earned(), 0);
}

TEST_F(DisputeTest, a_refund_during_the_dispute_takes_free_money_first_and_frozen_money_last) {
  EXPECT_EQ(open(200), "open");
  refund_in_all(5'000);
  EXPECT_EQ(balance(), "50 0 0 200 0");
  refund_in_all(8'000);
  EXPECT_EQ(balance(), "0 0 0 100 0");
  EXPECT_EQ(resolve(true), "for_dealer 100");
  EXPECT_EQ(balance(), "100 0 0 0 0");
  refund_in_all(10'000);
  EXPECT_EQ(balance(), "0 0 0 0 0");
}

TEST_F(DisputeTest, a_dispute_whose_money_a_refund_took_whole_ends_without_a_movement) {
  EXPECT_EQ(open(200), "open");
  refund_in_all(10'000);
  EXPECT_EQ(balance(), "0 0 0 0 0");
  EXPECT_EQ(resolve(false), "for_producer 0");
  EXPECT_EQ(balance(), "0 0 0 0 0");
  EXPECT_EQ(month_earned(), 0);
}

TEST_F(DisputeTest, money_that_was_withdrawn_cannot_be_frozen) {
  release();
  EXPECT_EQ(post({flows::hold("w1", kContested, Fen{450})}), "posted");
  EXPECT_EQ(open(51), "ledger.available_short");
  EXPECT_EQ(open(50), "open");
  EXPECT_EQ(balance(), "0 0 450 50 0");
}

TEST_F(DisputeTest, the_dealer_is_told_what_is_frozen_why_and_how_it_ended) {
  EXPECT_EQ(open(200), "open");
  const std::string number = std::to_string(commission_.id.value);
  ASSERT_EQ(told().size(), 4U);
  EXPECT_EQ(told()[0].zh, "2026-11-20 起，第 " + number + " 号佣金中的 ¥2.00 因争议被冻结。");
  EXPECT_EQ(told()[0].en, "Since 2026-11-20 ¥2.00 of commission " + number + " is frozen by a dispute.");
  EXPECT_EQ(told()[1].zh, "原因：重复下单。");
  refund_in_all(8'000);
  EXPECT_EQ(resolve(false), "for_producer 100");
  ASSERT_EQ(told().size(), 6U);
  EXPECT_EQ(told()[3].en, "Refunds took ¥1.00 of it back during the dispute.");
  EXPECT_EQ(told()[4].zh, "2026-11-21 争议结束，¥1.00 的佣金已冲回。");
  EXPECT_EQ(told()[5].en, "The ruling: 已核实.");
  for (const auto& sentence : told()) EXPECT_EQ(sentence.zh.find("客服记录"), std::string::npos);
}

}  // namespace
}  // namespace fenrun::testing
