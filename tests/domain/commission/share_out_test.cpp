#include "domain/commission/share_out.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/domain/commission/text_table.hpp"

namespace fenrun::testing {
namespace {

constexpr Instant kSalePaidAt{std::chrono::sys_days{std::chrono::year{2026} / 11 / 28}};

struct SaleCase {
  std::string name;
  CommissionPlan plan;
  SaleFacts facts;
  std::multiset<std::string> expected;
};

CommissionRule rule_from(const TableRow& row, int number) {
  CommissionRule rule;
  rule.number = number;
  rule.level = paid_level_from(row.number_or("level", 0)).value();
  rule.kind = rule_kind_from(row.text("kind")).value();
  rule.rate = percent_from(row.text_or("rate", "0%"));
  rule.per_unit_fen = row.yuan_or("unit", Fen{0});
  for (const auto& step : split(row.text_or("steps", ""), ',')) {
    const auto pair = split(step, ':');
    rule.steps.push_back({yuan_from(pair.at(0)), percent_from(pair.at(1))});
  }
  rule.scope.dealer = DealerId{row.number_or("dealer", 0)};
  rule.scope.sku = SkuId{row.number_or("sku", 0)};
  rule.scope.product = ProductId{row.number_or("product", 0)};
  rule.scope.category = CategoryId{row.number_or("category", 0)};
  rule.scope.tier = TierId{row.number_or("tier", 0)};
  if (const auto channel = row.text_or("channel", ""); !channel.empty())
    rule.scope.channel = sale_channel_from(channel).value();
  return rule;
}

void read_plan(const TableRow& row, CommissionPlan& plan) {
  plan.deepest_level = paid_level_from(row.number_or("deepest", 2)).value();
  plan.self_purchase_pays = row.text_or("self", "no") == "yes";
  if (row.values.contains("order_cap")) plan.order_cap_fen = row.yuan("order_cap");
  if (row.values.contains("month_cap")) plan.dealer_month_cap_fen = row.yuan("month_cap");
}

SaleLine line_from(const TableRow& row) {
  return {OrderLineId{row.number_or("id", 0)},
          SkuId{row.number_or("sku", 1)},
          ProductId{row.number_or("product", 1)},
          CategoryId{row.number_or("category", 1)},
          row.number_or("quantity", 1),
          row.yuan("base"),
          row.yuan_or("cost", Fen{0})};
}

DealerStanding dealer_from(const TableRow& row) {
  return {DealerId{row.number_or("id", 0)}, TierId{row.number_or("tier", 1)},
          row.text_or("active", "yes") == "yes", row.yuan_or("sales", Fen{0}), row.yuan_or("earned", Fen{0})};
}

void read_row(const TableRow& row, SaleCase& sale) {
  if (row.word == "plan") {
    read_plan(row, sale.plan);
  } else if (row.word == "rule") {
    sale.plan.rules.push_back(rule_from(row, static_cast<int>(sale.plan.rules.size()) + 1));
  } else if (row.word == "buyer") {
    sale.facts.buyer = DealerId{row.number_or("id", 0)};
  } else if (row.word == "dealer") {
    sale.facts.upline.push_back(dealer_from(row));
  } else if (row.word == "line") {
    sale.facts.lines.push_back(line_from(row));
  } else if (row.word == "pays" || row.word == "unclaimed" || row.word == "zero") {
    sale.expected.insert(row.word + " " + row.rest.substr(0, row.rest.find_last_not_of(' ') + 1));
  } else {
    throw std::runtime_error("row " + std::to_string(row.number) + ": unknown word " + row.word);
  }
}

std::vector<SaleCase> sale_cases() {
  std::vector<SaleCase> cases;
  for (const TableRow& row : read_table("shares.txt")) {
    if (row.word == "case") {
      cases.push_back({row.rest, {}, {}, {}});
      cases.back().plan.name = "table";
      cases.back().facts.paid_at = kSalePaidAt;
      continue;
    }
    read_row(row, cases.at(cases.size() - 1));
  }
  return cases;
}

std::multiset<std::string> in_words(const SharedOut& out) {
  std::multiset<std::string> words;
  for (const Share& share : out.shares) {
    words.insert("pays line=" + std::to_string(share.line.value) +
                 " level=" + std::to_string(number_of(share.level)) +
                 " dealer=" + std::to_string(share.dealer.value) + " amount=" + yuan_text(share.fen));
  }
  for (const UnclaimedShare& share : out.unclaimed) {
    words.insert("unclaimed line=" + std::to_string(share.line.value) +
                 " level=" + std::to_string(number_of(share.level)) + " amount=" + yuan_text(share.fen) +
                 " reason=" + std::string(to_text(share.reason)));
  }
  for (const ZeroLine& line : out.zero_lines) {
    words.insert("zero line=" + std::to_string(line.line.value) +
                 " reason=" + std::string(to_text(line.reason)));
  }
  return words;
}

TEST(ShareOutTest, every_case_of_the_table_comes_out_as_written) {
  const auto cases = sale_cases();
  ASSERT_GE(cases.size(), 30U);
  for (const SaleCase& sale : cases) {
    const Done good = check_plan(sale.plan);
    ASSERT_TRUE(good) << sale.name << ": " << good.error().code();
    EXPECT_EQ(in_words(share_out(sale.plan, sale.facts)), sale.expected) << sale.name;
  }
}

TEST(ShareOutTest, every_share_of_the_table_replays_and_survives_its_text) {
  for (const SaleCase& sale : sale_cases()) {
    const auto facts = sale_facts_from(to_text(sale.facts));
    ASSERT_TRUE(facts) << sale.name;
    EXPECT_EQ(*facts, sale.facts) << sale.name;
    for (const Share& share : share_out(sale.plan, sale.facts).shares) {
      const auto read = explanation_from(to_text(share.explanation));
      ASSERT_TRUE(read) << sale.name;
      EXPECT_EQ(*read, share.explanation) << sale.name;
      const auto fen = replay(*read);
      ASSERT_TRUE(fen) << sale.name;
      EXPECT_EQ(*fen, share.fen) << sale.name;
    }
  }
}

TEST(ShareOutTest, a_rule_holds_from_its_first_instant_to_just_before_its_last) {
  CommissionPlan plan;
  CommissionRule rule;
  rule.number = 1;
  rule.rate = Ppm{50'000};
  rule.valid_from = kSalePaidAt;
  rule.valid_until = kSalePaidAt + std::chrono::hours(1);
  plan.rules.push_back(rule);
  SaleFacts facts;
  facts.lines.push_back({OrderLineId{1}, SkuId{1}, ProductId{1}, CategoryId{}, 1, Fen{100}, Fen{0}});
  facts.upline.push_back({DealerId{11}, TierId{1}, true, Fen{0}, Fen{0}});
  const std::pair<Instant, std::size_t> cases[] = {
      {kSalePaidAt - std::chrono::microseconds(1), 0U},
      {kSalePaidAt, 1U},
      {kSalePaidAt + std::chrono::hours(1) - std::chrono::microseconds(1), 1U},
      {kSalePaidAt + std::chrono::hours(1), 0U},
  };
  for (const auto& [paid_at, shares] : cases) {
    facts.paid_at = paid_at;
    EXPECT_EQ(share_out(plan, facts).shares.size(), shares);
  }
}

}  // namespace
}  // namespace fenrun::testing
