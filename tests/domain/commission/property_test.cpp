// Laws of the commission engine, tried on random orders, plans and refunds. Each prints its seed.
#include "tests/domain/commission/property.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "domain/commission/clawback.hpp"
#include "domain/commission/share_out.hpp"
#include "domain/order/refund.hpp"

namespace fenrun::testing {
namespace {

__extension__ using Int128 = __int128;
using Engine = std::mt19937_64;

std::uint64_t property_seed() {
  const char* text = std::getenv("FENRUN_PROPERTY_SEED");
  const std::uint64_t seed = text == nullptr ? std::random_device{}() : std::stoull(text);
  std::printf("seed %llu (FENRUN_PROPERTY_SEED), scale %lld %% (FENRUN_PROPERTY_SCALE)\n",
              static_cast<unsigned long long>(seed), static_cast<long long>(property_scale()));
  return seed;
}

std::int64_t between(Engine& engine, std::int64_t least, std::int64_t most) {
  return std::uniform_int_distribution<std::int64_t>(least, most)(engine);
}
bool one_in(Engine& engine, std::int64_t chances) { return between(engine, 1, chances) == 1; }

// Small amounts are where rounding hurts; large ones are where products overflow.
Fen random_amount(Engine& engine) {
  switch (between(engine, 0, 3)) {
    case 0:
      return Fen{between(engine, 0, 30)};
    case 1:
      return Fen{between(engine, 0, 20'000)};
    case 2:
      return Fen{between(engine, 0, 5'000'000)};
    default:
      return Fen{between(engine, 0, 10'000'000'000)};
  }
}

CommissionRule random_rule(Engine& engine, PaidLevel level) {
  CommissionRule rule;
  rule.level = level;
  rule.kind = static_cast<RuleKind>(between(engine, 0, 4));
  const auto rate = [&] { return Ppm{one_in(engine, 8) ? 0 : between(engine, 1, 300'000)}; };
  if (rule.kind == RuleKind::fixed) {
    rule.per_unit_fen = Fen{between(engine, 0, 3'000)};
  } else if (rule.kind == RuleKind::ladder) {
    rule.steps = {{Fen{0}, rate()}, {Fen{between(engine, 1, 1'000'000)}, rate()}};
  } else {
    rule.rate = rate();
  }
  if (one_in(engine, 3)) rule.scope.sku = SkuId{between(engine, 1, 4)};
  if (one_in(engine, 3)) rule.scope.product = ProductId{between(engine, 1, 3)};
  if (one_in(engine, 4)) rule.scope.category = CategoryId{between(engine, 1, 2)};
  if (one_in(engine, 4)) rule.scope.tier = TierId{between(engine, 1, 3)};
  if (one_in(engine, 6)) rule.scope.dealer = DealerId{between(engine, 11, 16)};
  if (one_in(engine, 6)) rule.scope.channel = SaleChannel::mini_program;
  return rule;
}

CommissionPlan random_plan(Engine& engine) {
  for (;;) {
    CommissionPlan plan;
    plan.number = between(engine, 1, 99);
    plan.name = "random";
    plan.deepest_level = kPaidLevels[static_cast<std::size_t>(between(engine, 0, 2))];
    plan.self_purchase_pays = one_in(engine, 2);
    if (one_in(engine, 4)) plan.order_cap_fen = Fen{between(engine, 1, 100'000)};
    if (one_in(engine, 4)) plan.dealer_month_cap_fen = Fen{between(engine, 1, 100'000)};
    const auto count = between(engine, 1, 8);
    for (int number = 1; number <= count; ++number) {
      const auto level =
          kPaidLevels[static_cast<std::size_t>(between(engine, 0, number_of(plan.deepest_level) - 1))];
      plan.rules.push_back(random_rule(engine, level));
      plan.rules.back().number = number;
    }
    if (check_plan(plan)) return plan;
  }
}

SaleFacts random_sale(Engine& engine) {
  SaleFacts facts;
  facts.order = OrderId{between(engine, 1, 1'000'000)};
  facts.channel = one_in(engine, 3) ? SaleChannel::push : SaleChannel::mini_program;
  facts.paid_at = Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 28}};
  if (one_in(engine, 5)) facts.buyer = DealerId{between(engine, 11, 16)};
  const auto lines = between(engine, 1, 5);
  for (std::int64_t id = 1; id <= lines; ++id) {
    facts.lines.push_back({OrderLineId{id}, SkuId{between(engine, 1, 4)}, ProductId{between(engine, 1, 3)},
                           CategoryId{between(engine, 0, 2)}, between(engine, 1, 9), random_amount(engine),
                           random_amount(engine)});
  }
  const auto depth = between(engine, 0, 3);
  for (std::int64_t place = 0; place < depth; ++place) {
    facts.upline.push_back({DealerId{11 + 2 * place + between(engine, 0, 1)}, TierId{between(engine, 1, 3)},
                            !one_in(engine, 6), Fen{between(engine, 0, 2'000'000)},
                            Fen{between(engine, 0, 120'000)}});
  }
  return facts;
}

struct LineSums {
  std::int64_t paid = 0;  // shares and unclaimed parts
  std::size_t shares = 0;
  std::size_t zeros = 0;
};

std::map<OrderLineId, LineSums> sums_of(const SaleFacts& facts, const SharedOut& out) {
  std::map<OrderLineId, LineSums> sums;
  for (const SaleLine& line : facts.lines) sums[line.line];
  for (const Share& share : out.shares) {
    sums[share.line].paid += share.fen.value;
    ++sums[share.line].shares;
  }
  for (const UnclaimedShare& share : out.unclaimed) sums[share.line].paid += share.fen.value;
  for (const ZeroLine& line : out.zero_lines) ++sums[line.line].zeros;
  return sums;
}

// The whole of a line by the definition: exact amounts of all levels added up, then rounded down. Written
// without the engine's parts: a second opinion on rule choice and arithmetic.
std::int64_t whole_of_line(const CommissionPlan& plan, const SaleFacts& facts, const SaleLine& line) {
  if (facts.upline.empty() || line.base_fen.value == 0) return 0;
  Int128 millionths = 0;
  std::int64_t below = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(number_of(plan.deepest_level)); ++i) {
    const DealerStanding nobody{};
    const DealerStanding& dealer = i < facts.upline.size() ? facts.upline[i] : nobody;
    const CommissionRule* best = nullptr;
    for (const CommissionRule& rule : plan.rules) {
      const RuleScope& scope = rule.scope;
      const bool fits = index_of(rule.level) == i && (scope.sku.value == 0 || scope.sku == line.sku) &&
                        (scope.product.value == 0 || scope.product == line.product) &&
                        (scope.category.value == 0 || scope.category == line.category) &&
                        (scope.tier.value == 0 || scope.tier == dealer.tier) &&
                        (scope.dealer.value == 0 || scope.dealer == dealer.dealer) &&
                        (!scope.channel || *scope.channel == facts.channel);
      if (fits && (best == nullptr || rule.scope.specificity() > best->scope.specificity())) best = &rule;
    }
    if (best == nullptr) continue;
    const Int128 base = line.base_fen.value;
    std::int64_t rate = best->rate.value;
    switch (best->kind) {
      case RuleKind::fixed:
        millionths += static_cast<Int128>(best->per_unit_fen.value) * line.quantity * 1'000'000;
        continue;
      case RuleKind::profit:
        if (line.base_fen > line.cost_fen) millionths += (base - line.cost_fen.value) * rate;
        continue;
      case RuleKind::ladder:
        rate =
            (dealer.month_sales_fen >= best->steps[1].from_fen ? best->steps[1] : best->steps[0]).rate.value;
        millionths += base * rate;
        break;
      case RuleKind::differential:
        millionths += base * std::max<std::int64_t>(rate - below, 0);
        break;
      case RuleKind::rate:
        millionths += base * rate;
        break;
    }
    below = std::max(below, rate);
  }
  return std::min(static_cast<std::int64_t>(millionths / 1'000'000), line.base_fen.value);
}

void expect_whole(const CommissionPlan& plan, const SaleFacts& facts, const SharedOut& out) {
  std::int64_t whole = 0;
  std::int64_t paid = 0;
  for (const auto& [id, sums] : sums_of(facts, out)) {
    const auto line = std::ranges::find(facts.lines, id, &SaleLine::line);
    const std::int64_t of_line = whole_of_line(plan, facts, *line);
    whole += of_line;
    paid += sums.paid;
    ASSERT_LE(sums.paid, line->base_fen.value);
    ASSERT_EQ(sums.zeros, sums.shares == 0 ? 1U : 0U);
    if (!plan.order_cap_fen && !plan.dealer_month_cap_fen) {
      ASSERT_EQ(sums.paid, of_line);
    }
  }
  if (plan.order_cap_fen) whole = std::min(whole, plan.order_cap_fen->value);
  if (plan.dealer_month_cap_fen) {
    ASSERT_LE(paid, whole);
  } else {
    ASSERT_EQ(paid, whole);
  }
}

void expect_month_cap(const CommissionPlan& plan, const SaleFacts& facts, const SharedOut& out) {
  if (!plan.dealer_month_cap_fen) return;
  for (const DealerStanding& standing : facts.upline) {
    std::int64_t earned = 0;
    for (const Share& share : out.shares) earned += share.dealer == standing.dealer ? share.fen.value : 0;
    ASSERT_LE(earned,
              std::max<std::int64_t>(plan.dealer_month_cap_fen->value - standing.month_earned_fen.value, 0));
  }
}

void expect_replays(const SharedOut& out) {
  for (const Share& share : out.shares) {
    ASSERT_GT(share.fen.value, 0);
    const auto replayed = replay(share.explanation);
    ASSERT_TRUE(replayed.has_value());
    ASSERT_EQ(*replayed, share.fen);
  }
  for (const UnclaimedShare& share : out.unclaimed) ASSERT_GT(share.fen.value, 0);
}

void expect_texts(const SaleFacts& facts, const SharedOut& out) {
  ASSERT_EQ(sale_facts_from(to_text(facts)), facts);
  for (const Share& share : out.shares) {
    ASSERT_EQ(explanation_from(to_text(share.explanation)), share.explanation);
    ASSERT_LE(sentences(share.explanation).size(), kSentencesMax);
  }
}

bool is_same(const SharedOut& left, const SharedOut& right) {
  const auto is_same_share = [](const Share& a, const Share& b) {
    return a.line == b.line && a.dealer == b.dealer && a.level == b.level && a.fen == b.fen &&
           a.explanation == b.explanation;
  };
  return std::ranges::equal(left.shares, right.shares, is_same_share) && left.unclaimed == right.unclaimed &&
         left.zero_lines == right.zero_lines;
}

TEST(CommissionPropertyTest, parts_add_up_to_the_whole_whatever_the_order_of_lines) {
  Engine engine(property_seed());
  CommissionPlan plan;
  const auto orders = property_count(1'000'000);
  for (std::int64_t i = 0; i < orders; ++i) {
    if (i % 20 == 0) plan = random_plan(engine);
    SaleFacts facts = random_sale(engine);
    const SharedOut out = share_out(plan, facts);
    expect_whole(plan, facts, out);
    expect_month_cap(plan, facts, out);
    expect_replays(out);
    if (i % 10 == 0) expect_texts(facts, out);
    std::ranges::shuffle(facts.lines, engine);
    ASSERT_TRUE(is_same(share_out(plan, facts), out));
    if (HasFatalFailure()) {
      FAIL() << "order " << i << ": " << to_text(facts);
    }
  }
}

TEST(CommissionPropertyTest, any_sequence_of_refunds_ends_at_exactly_the_share) {
  Engine engine(property_seed());
  const auto sequences = property_count(100'000);
  for (std::int64_t i = 0; i < sequences; ++i) {
    const Fen base{1 + random_amount(engine).value};
    const Fen share{between(engine, 0, base.value)};
    Fen refunded;
    Fen clawed;
    while (refunded < base) {
      const std::int64_t left = base.value - refunded.value;
      const Fen refund{one_in(engine, 4) ? left : between(engine, 1, left)};
      refunded.value += refund.value;
      const auto take = clawback_of(share, base, refunded, clawed);
      ASSERT_TRUE(take.has_value());
      ASSERT_GE(take->value, 0);
      ASSERT_LE(take->value, refund.value);  // never more than the buyer got back
      clawed.value += take->value;
      ASSERT_LE(static_cast<Int128>(clawed.value) * base.value,
                static_cast<Int128>(share.value) * refunded.value);
    }
    ASSERT_EQ(clawed, share);
  }
}

// A paid order, and what was taken back of each of its shares, claimed or not.
class RefundedOrder {
 public:
  RefundedOrder(const CommissionPlan& plan, const SaleFacts& facts, Fen freight) {
    order_.order.paid_at = facts.paid_at;
    order_.order.freight_fen = freight;
    std::int64_t total = freight.value;
    for (const SaleLine& line : facts.lines) {
      OrderLine& sold = order_.lines.emplace_back();
      sold.id = line.line;
      sold.paid_fen = line.base_fen;
      total += line.base_fen.value;
    }
    order_.order.total_fen = Fen{total};
    const SharedOut out = share_out(plan, facts);
    for (const Share& share : out.shares) shares_.push_back({share.line, share.fen, Fen{}});
    for (const UnclaimedShare& share : out.unclaimed) shares_.push_back({share.line, share.fen, Fen{}});
  }

  [[nodiscard]] std::int64_t left() const {
    return order_.order.total_fen.value - order_.order.refunded_fen.value;
  }

  // An amount without lines, as other shops name it, or some of the lines, as staff does.
  void refund_some(Engine& engine) {
    const bool is_spread = one_in(engine, 2);
    const Fen amount{one_in(engine, 4) ? left() : between(engine, 1, left())};
    const auto parts = is_spread ? spread_refund(order_, amount).value() : parts_of_some_lines(engine);
    ASSERT_TRUE(decide_refund(order_, parts, 0));
    ask_refund(order_, parts);
    if (one_in(engine, 5)) {
      forget_refund(order_, parts);
      return;
    }
    complete_refund(order_, parts);
    claw_back();
  }

  void expect_nothing_left() const {
    for (const OrderLine& line : order_.lines) ASSERT_EQ(line.refunded_fen, line.paid_fen);
    for (const RefundedShare& share : shares_) ASSERT_EQ(share.clawed, share.fen);
  }

 private:
  struct RefundedShare {
    OrderLineId line;
    Fen fen;
    Fen clawed;
  };

  [[nodiscard]] const OrderLine& line_of(OrderLineId id) const {
    return *std::ranges::find(order_.lines, id, &OrderLine::id);
  }

  std::vector<RefundPart> parts_of_some_lines(Engine& engine) const {
    std::vector<RefundPart> parts;
    const auto add = [&](OrderLineId line, std::int64_t room) {
      if (room > 0 && (parts.empty() || one_in(engine, 2)))
        parts.push_back({line, Fen{one_in(engine, 3) ? room : between(engine, 1, room)}});
    };
    for (const OrderLine& line : order_.lines) add(line.id, line.paid_fen.value - line.refunded_fen.value);
    add({}, order_.order.freight_fen.value - order_.order.freight_refunded_fen.value);
    return parts;
  }

  // Of each line never more than the buyer got back of it.
  void claw_back() {
    std::map<OrderLineId, std::int64_t> taken;
    for (RefundedShare& share : shares_) {
      const OrderLine& line = line_of(share.line);
      const auto take = clawback_of(share.fen, line.paid_fen, line.refunded_fen, share.clawed);
      ASSERT_TRUE(take.has_value());
      ASSERT_GE(take->value, 0);
      share.clawed.value += take->value;
      taken[share.line] += share.clawed.value;
    }
    for (const auto& [line, fen] : taken) ASSERT_LE(fen, line_of(line).refunded_fen.value);
  }

  OrderWithLines order_;
  std::vector<RefundedShare> shares_;
};

TEST(CommissionPropertyTest, any_sequence_of_refunds_of_a_whole_order_ends_at_exactly_every_share) {
  Engine engine(property_seed());
  CommissionPlan plan;
  const auto sequences = property_count(100'000);
  for (std::int64_t i = 0; i < sequences; ++i) {
    if (i % 20 == 0) plan = random_plan(engine);
    const SaleFacts facts = random_sale(engine);
    RefundedOrder order(plan, facts, Fen{one_in(engine, 2) ? 0 : between(engine, 1, 3'000)});
    while (order.left() > 0 && !HasFatalFailure()) order.refund_some(engine);
    order.expect_nothing_left();
    if (HasFatalFailure()) {
      FAIL() << "order " << i << ": " << to_text(facts);
    }
  }
}

TEST(CommissionPropertyTest, parts_that_are_cut_reach_the_limit_and_none_grows) {
  Engine engine(property_seed());
  const auto rounds = property_count(100'000);
  for (std::int64_t i = 0; i < rounds; ++i) {
    std::vector<Fen> parts(static_cast<std::size_t>(between(engine, 1, 12)));
    std::int64_t whole = 0;
    for (Fen& part : parts) whole += (part = random_amount(engine)).value;
    if (whole == 0) continue;
    const Fen limit{between(engine, 0, whole)};
    std::int64_t before = 0;
    std::int64_t sum = 0;
    for (const Fen part : parts) {
      const Fen cut = cut_part(limit, Fen{before}, part, Fen{whole});
      ASSERT_GE(cut.value, 0);
      ASSERT_LE(cut, part);
      before += part.value;
      sum += cut.value;
    }
    ASSERT_EQ(sum, limit.value);
  }
}

}  // namespace
}  // namespace fenrun::testing
