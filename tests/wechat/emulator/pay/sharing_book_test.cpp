#include "wechat/emulator/core/pay/sharing_book.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "base/random.hpp"

namespace fenrun::emulator::pay {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

class Sharing : public ::testing::Test {
 protected:
  Sharing() {
    book.add_receiver({ReceiverType::person, "oA", "", "DISTRIBUTOR", ""});
    book.add_receiver({ReceiverType::merchant, "1900000009", "公司", "SUPPLIER", ""});
  }
  // 100.00 yuan, of which 0.60 is the fee: at most 29.82 may be shared.
  void paid(const std::string& transaction, Fen amount = 10'000) {
    const auto fee = fee_of(amount, 60);
    funds.credit(Account::basic, amount - fee, {"交易", "交易", transaction, "O" + transaction, ""}, now);
    book.open_payment({transaction, "O" + transaction, amount, fee, 0, now, 0, 0, 0, false}, funds, now);
  }
  static ShareRequest to_person(Fen amount, std::string account = "oA") {
    return {ReceiverType::person, std::move(account), "", amount, "佣金"};
  }
  static ShareRequest to_merchant(Fen amount) {
    return {ReceiverType::merchant, "1900000009", "", amount, "货款"};
  }
  std::string share(const std::string& number, std::vector<ShareRequest> receivers, bool is_last = false,
                    const std::string& transaction = "T1") {
    return said(book.share({transaction, number, std::move(receivers), is_last}, funds, {now, random}));
  }
  std::string unfreeze(const std::string& number) {
    return said(book.unfreeze("T1", number, "解冻", "1900000001", funds, {now, random}));
  }
  std::string give_back(const std::string& number, Fen amount, const std::string& order = "S1") {
    return said(book.give_back({"", order, number, "1900000009", amount, "退"}, funds, {now, random}));
  }
  std::string result(const std::string& number, std::size_t place = 0) {
    book.advance(funds, now);
    const auto& shared = book.orders().at(number).shares.at(place);
    return std::string(name_of(shared.result)) + (shared.fail_reason.empty() ? "" : " " + shared.fail_reason);
  }
  template <class T>
  static std::string said(const SharingBook::Outcome<T>& outcome) {
    const auto* problem = std::get_if<Problem>(&outcome);
    return problem == nullptr ? "" : std::string(problem->code);
  }
  Balance basic() { return book.advance(funds, now), funds.balance(Account::basic); }
  void pass(std::chrono::microseconds time) { now += time; }

  SeededRandom random{1};
  Instant now{seconds(1'772'424'000)};
  FundBook funds;
  SharingBook book;
};

TEST_F(Sharing, money_is_kept_until_it_is_shared_and_the_rest_comes_free) {
  paid("T1");
  EXPECT_EQ(basic(), (Balance{0, 9'940}));
  EXPECT_EQ(share("S1", {to_person(100)}), "INVALID_REQUEST") << "in the first minute";
  pass(minutes(1));
  EXPECT_EQ(share("S1", {to_person(100), to_merchant(200)}), "");
  EXPECT_EQ(result("S1"), "PENDING");
  EXPECT_EQ(std::get<Fen>(book.unsplit_amount("T1", funds, now)), 9'640);
  pass(seconds(1));
  EXPECT_EQ(result("S1"), "SUCCESS");
  EXPECT_EQ(basic(), (Balance{0, 9'640}));
  EXPECT_EQ(share("S2", {to_person(50)}, true), "");
  pass(seconds(1));
  EXPECT_EQ(basic(), (Balance{9'590, 0}));
  EXPECT_EQ(share("S3", {to_person(1)}), "INVALID_REQUEST") << "finished";
}

TEST_F(Sharing, limits_of_a_request) {
  paid("T1");
  pass(minutes(1));
  EXPECT_EQ(share("S1", {}), "PARAM_ERROR");
  EXPECT_EQ(share("S1", {to_person(1), to_person(2)}), "PARAM_ERROR") << "one receiver twice";
  EXPECT_EQ(share("S1", std::vector(51, to_person(1))), "PARAM_ERROR");
  EXPECT_EQ(share("S1", {to_person(0)}), "PARAM_ERROR");
  EXPECT_EQ(share("S1", {to_person(1)}, false, "T9"), "INVALID_REQUEST");
  EXPECT_EQ(share("S1", {to_person(2'983)}), "RULE_LIMIT");
  EXPECT_EQ(share("S1", {to_person(2'982)}), "");
  EXPECT_EQ(share("S1", {to_person(2'982)}), "") << "the same request again";
  EXPECT_EQ(share("S1", {to_person(2'981)}), "INVALID_REQUEST");
  EXPECT_EQ(share("S2", {to_person(1)}), "RULE_LIMIT") << "over all requests together";
  EXPECT_EQ(said(book.query("S1", "T1", funds, now)), "");
  EXPECT_EQ(said(book.query("S1", "T2", funds, now)), "RESOURCE_NOT_EXISTS");
}

TEST_F(Sharing, a_finished_request_may_have_failed_in_part) {
  paid("T1");
  pass(minutes(1));
  book.plan_failure("1900000009", "RECEIVER_HIGH_RISK");
  share("S1", {to_person(10), to_person(20, "oStranger"), to_merchant(30)});
  pass(seconds(1));
  EXPECT_EQ(result("S1", 0), "SUCCESS");
  EXPECT_EQ(result("S1", 1), "CLOSED NO_RELATION");
  EXPECT_EQ(result("S1", 2), "CLOSED RECEIVER_HIGH_RISK");
  EXPECT_EQ(basic(), (Balance{0, 9'930})) << "what failed stays frozen";
  EXPECT_EQ(share("S2", {to_person(2'972)}), "") << "and may be shared again";
  book.settings.person_month_max = 2'981;
  pass(seconds(1));
  EXPECT_EQ(result("S2"), "CLOSED RECEIVER_RECEIPT_LIMIT");
}

TEST_F(Sharing, unfreezing_needs_a_number_of_its_own) {
  paid("T1");
  pass(minutes(1));
  share("S1", {to_person(10)});
  pass(seconds(1));
  EXPECT_EQ(unfreeze("S1"), "") << "an old number answers success";
  pass(seconds(1));
  EXPECT_EQ(basic(), (Balance{0, 9'930})) << "and does nothing";
  EXPECT_EQ(unfreeze("U1"), "");
  pass(seconds(1));
  EXPECT_EQ(basic(), (Balance{9'930, 0}));
  EXPECT_EQ(result("U1"), "SUCCESS");
  EXPECT_EQ(unfreeze("U2"), "INVALID_REQUEST");
}

TEST_F(Sharing, what_is_not_shared_comes_free_after_thirty_days) {
  paid("T1");
  pass(days(30) - seconds(1));
  share("S1", {to_person(10)});
  pass(seconds(2));
  EXPECT_EQ(basic(), (Balance{9'930, 0})) << "the pending share was paid";
  EXPECT_EQ(share("S2", {to_person(1)}), "INVALID_REQUEST");
}

TEST_F(Sharing, a_refund_takes_frozen_money_and_lowers_the_base) {
  paid("T1");
  pass(minutes(1));
  book.release_for_refund("T1", 5'000, 0, funds, now);
  EXPECT_TRUE(funds.debit(Account::basic, 5'000, {"退款", "退款", "R1", "R1", ""}, now));
  EXPECT_EQ(basic(), (Balance{0, 4'940}));
  EXPECT_EQ(share("S1", {to_person(1'483)}), "RULE_LIMIT");
  EXPECT_EQ(share("S1", {to_person(1'482)}), "");
}

TEST_F(Sharing, only_merchants_give_back_and_not_more_than_they_got) {
  paid("T1");
  pass(minutes(1));
  share("S1", {to_merchant(200), to_person(10)}, true);
  EXPECT_EQ(give_back("B1", 1), "INVALID_REQUEST") << "not yet shared";
  pass(seconds(1));
  const auto before = basic().available;
  EXPECT_EQ(said(book.give_back({"", "S1", "B0", "oA", 1, "退"}, funds, {now, random})), "INVALID_REQUEST");
  EXPECT_EQ(give_back("B1", 150), "");
  EXPECT_EQ(give_back("B1", 150), "") << "the same again";
  EXPECT_EQ(give_back("B1", 149), "INVALID_REQUEST");
  EXPECT_EQ(give_back("B2", 51), "INVALID_REQUEST");
  EXPECT_EQ(give_back("B9", 1, "S9"), "RESOURCE_NOT_EXISTS");
  pass(seconds(1));
  EXPECT_EQ(basic().available, before + 150);
  book.plan_failure("1900000009", "BALANCE_NOT_ENOUGH");
  EXPECT_EQ(give_back("B2", 50), "");
  pass(seconds(1));
  EXPECT_EQ(basic().available, before + 150);
  EXPECT_EQ(std::get<const SharingReturn*>(book.query_return("B2", "S1", funds, now))->result,
            ReturnResult::failed);
  EXPECT_EQ(give_back("B3", 50), "") << "a failed return gives nothing back";
  pass(days(180));
  EXPECT_EQ(give_back("B4", 1), "INVALID_REQUEST");
}

TEST_F(Sharing, no_order_of_deeds_loses_a_fen) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << "\n";
  SeededRandom chance(seed);
  Fen paid_in = 0;
  for (std::uint64_t step = 0; step < 1'500; ++step) {
    const auto transaction = "T" + std::to_string(step / 30);
    const auto number = transaction + "S" + std::to_string(chance.below(8));
    if (step % 30 == 0) {
      paid(transaction);
      paid_in += 9'940;
    }
    switch (chance.below(6)) {
      case 0:
      case 1:
        share(number, {to_person(static_cast<Fen>(chance.below(900)) + 1), to_merchant(5)},
              chance.below(9) == 0, transaction);
        break;
      case 2:
        if (chance.below(3) == 0)
          book.unfreeze(transaction, number, "解冻", "1900000001", funds, {now, random});
        break;
      case 3:
        if (chance.below(4) == 0) book.plan_failure("oA", "ACCOUNT_ABNORMAL");
        break;
      default:
        pass(seconds(chance.below(90)));
        break;
    }
    const auto balance = basic();
    Fen gone = 0;
    for (const auto& [name, order] : book.orders()) {
      for (const auto& one : order.shares) {
        if (!order.is_unfreeze && one.result == ShareResult::success) gone += one.wanted.amount;
      }
    }
    ASSERT_EQ(balance.total() + gone, paid_in) << "step " << step;
    ASSERT_GE(balance.locked, 0);
  }
  pass(days(31));
  EXPECT_EQ(basic().locked, 0) << "nothing stays frozen for ever";
}

TEST_F(Sharing, what_merchants_receive_and_give_back_is_told_once_and_in_order) {
  paid("T1");
  pass(minutes(1));
  ASSERT_EQ(share("S1", {to_person(100), to_merchant(200)}), "");
  book.advance(funds, now);
  EXPECT_TRUE(book.take_movements().empty()) << "not finished";
  pass(seconds(1));
  book.advance(funds, now);
  ASSERT_EQ(give_back("B1", 150), "");
  pass(seconds(1));
  book.advance(funds, now);
  const auto told = book.take_movements();
  ASSERT_EQ(told.size(), 2U) << "persons are told nothing";
  EXPECT_EQ(told[0].order_id, book.orders().at("S1").order_id);
  EXPECT_EQ(told[0].share, to_merchant(200));
  EXPECT_FALSE(told[0].is_return);
  EXPECT_EQ(told[1].out_order_no, "B1");
  EXPECT_EQ(told[1].order_id, book.returns().at("B1").return_id);
  EXPECT_EQ(told[1].share.amount, 150);
  EXPECT_TRUE(told[1].is_return);
  EXPECT_TRUE(book.take_movements().empty());
}

TEST_F(Sharing, what_is_shared_with_the_merchant_itself_stays_in_its_account) {
  book.own_mchid = "1900000009";
  paid("T1");
  pass(minutes(1));
  ASSERT_EQ(share("S1", {to_merchant(200)}), "");
  pass(seconds(1));
  EXPECT_EQ(basic(), (Balance{200, 9'740}));
  ASSERT_EQ(give_back("B1", 150), "");
  pass(seconds(1));
  EXPECT_EQ(basic(), (Balance{200, 9'740}));
  EXPECT_EQ(book.returns().at("B1").result, ReturnResult::success);
  ASSERT_TRUE(funds.debit(Account::basic, 200, {"提现", "提现", "W1", "W1", ""}, now));
  ASSERT_EQ(give_back("B2", 50), "");
  pass(seconds(1));
  EXPECT_EQ(basic(), (Balance{0, 9'740}));
  EXPECT_EQ(book.returns().at("B2").fail_reason, "BALANCE_NOT_ENOUGH");
}

}  // namespace
}  // namespace fenrun::emulator::pay
