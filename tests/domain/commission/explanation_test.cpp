#include "domain/commission/explanation.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace fenrun {
namespace {

Explanation plain_explanation() {
  Explanation it;
  it.plan_number = 3;
  it.rule_number = 2;
  it.base_fen = Fen{12'345};
  it.rate = Ppm{50'000};
  it.millionths = {250'000, 0, 0};
  it.upline = {DealerId{11}, DealerId{12}};
  it.tier = TierId{1};
  it.paid_at = Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 28}};
  return it;
}

TEST(ExplanationTest, replays_to_the_fen) {
  EXPECT_EQ(replay(plain_explanation()).value(), Fen{617});
  Explanation with_leftover = plain_explanation();
  with_leftover.millionths = {250'000, 900'000, 0};  // the other level's fraction is larger
  EXPECT_EQ(replay(with_leftover).value(), Fen{617});
  with_leftover.millionths = {250'000, 800'000, 950'000};  // two fen are left, both for the others
  EXPECT_EQ(replay(with_leftover).value(), Fen{617});
  Explanation capped = plain_explanation();
  capped.caps = {{Cap::order, Fen{500}, Fen{0}, Fen{1'000}}};
  EXPECT_EQ(replay(capped).value(), Fen{308});
}

TEST(ExplanationTest, one_that_no_sale_made_is_refused) {
  const std::function<void(Explanation&)> changes[] = {
      [](Explanation& it) { it.base_fen = Fen{12'346}; },
      [](Explanation& it) { it.base_fen = Fen{-1}; },
      [](Explanation& it) { it.rate = Ppm{50'001}; },
      [](Explanation& it) { it.rate = Ppm{1'000'001}; },
      [](Explanation& it) { it.quantity = 0; },
      [](Explanation& it) { it.millionths[1] = 1'000'000; },
      [](Explanation& it) { it.upline.clear(); },
      [](Explanation& it) { it.level = PaidLevel::third; },
      [](Explanation& it) {
        it.caps = {{Cap::order, Fen{500}, Fen{0}, Fen{500}}};
      },
      [](Explanation& it) {
        it.caps = {{Cap::order, Fen{5}, Fen{400}, Fen{1'000}}};
      },
  };
  for (const auto& change : changes) {
    Explanation it = plain_explanation();
    change(it);
    EXPECT_TRUE(replay(it).refused_with(kExplanationBroken)) << to_text(it);
  }
}

TEST(ExplanationTest, text_is_read_back_or_refused_whole) {
  Explanation it = plain_explanation();
  it.caps = {{Cap::line_base, Fen{1}, Fen{2}, Fen{3}},
             {Cap::order, Fen{4}, Fen{5}, Fen{6}},
             {Cap::month, Fen{0}, Fen{7}, Fen{8}}};
  const std::string text = to_text(it);
  EXPECT_EQ(explanation_from(text), it);
  EXPECT_LE(text.size(), 500U);
  for (std::size_t length = 0; length < text.size(); ++length) {
    const auto cut = explanation_from(std::string_view(text).substr(0, length));
    // The last field is a number, whose shorter forms are numbers too.
    EXPECT_TRUE(!cut || cut->paid_at != it.paid_at) << length;
  }
  for (const std::string& broken :
       {text + " ", text + " more=1", "e2" + text.substr(2), std::string(), "e1 " + text}) {
    EXPECT_FALSE(explanation_from(broken)) << broken;
  }
}

TEST(ExplanationTest, is_told_in_at_most_eight_sentences_that_end_in_the_amount) {
  Explanation it = plain_explanation();
  const auto told = sentences(it);
  ASSERT_EQ(told.size(), 6U);
  EXPECT_EQ(told[0].zh, "该商品明细优惠后实付 ¥123.45（不含运费和税）。");
  EXPECT_EQ(told[3].en, "It pays 5% of what was paid.");
  EXPECT_EQ(told[4].zh, "计算结果为 617.25 分，不足一分的部分舍去。");
  EXPECT_EQ(told[5].zh, "因此您的分润为 ¥6.17。");
  EXPECT_EQ(told[5].en, "Your commission is therefore ¥6.17.");
  it.caps = {{Cap::line_base, Fen{600}, Fen{0}, Fen{617}},
             {Cap::order, Fen{500}, Fen{0}, Fen{600}},
             {Cap::month, Fen{5}, Fen{0}, Fen{500}}};
  const auto longest = sentences(it);
  ASSERT_EQ(longest.size(), kSentencesMax);
  EXPECT_EQ(longest[7].zh, "您当月分润上限剩余 ¥0.05，本笔为 ¥0.05。");
}

// The month is the one of the sale, up to the sale: neither the last month nor the whole of this one.
TEST(ExplanationTest, a_ladder_is_told_by_the_sales_of_its_own_month_before_the_order) {
  Explanation it = plain_explanation();
  it.kind = RuleKind::ladder;
  it.month_sales_fen = Fen{123'456};
  it.step_from_fen = Fen{100'000};
  ASSERT_EQ(replay(it).value(), Fen{617});
  const SentencePair told = sentences(it).at(3);
  EXPECT_EQ(told.zh, "本单付款前，您当月业绩为 ¥1234.56，达到 ¥1000.00 一档，比例为 5%。");
  EXPECT_EQ(told.en,
            "Before this order your own sales of that calendar month were ¥1234.56, which reaches the step "
            "from ¥1000.00 and pays 5%.");
}

TEST(ExplanationTest, a_dealer_is_not_told_what_the_goods_cost) {
  Explanation it = plain_explanation();
  it.kind = RuleKind::profit;
  it.cost_fen = Fen{7'789};
  it.millionths = {800'000, 0, 0};  // 5 % of 45.56
  ASSERT_EQ(replay(it).value(), Fen{227});
  for (const SentencePair& told : sentences(it)) {
    EXPECT_EQ(told.zh.find("77.89"), std::string::npos) << told.zh;
    EXPECT_EQ(told.en.find("77.89"), std::string::npos) << told.en;
  }
}

}  // namespace
}  // namespace fenrun
