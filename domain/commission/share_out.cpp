#include "domain/commission/share_out.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/assert.hpp"

namespace fenrun {
namespace {

// What one level of one line comes to, before anybody asks whether it can be claimed.
struct LevelPart {
  const SaleLine* line = nullptr;
  const DealerStanding* dealer = nullptr;   // null: nobody stands there
  ZeroReason reason = ZeroReason::no_rule;  // while `fen` is 0
  std::optional<ZeroReason> unclaimed;      // nothing: the dealer is paid
  Fen fen;
  Explanation explanation;
};

struct LineParts {
  const SaleLine* line = nullptr;
  std::vector<LevelPart> levels;  // those of the plan; empty: a zero line for `reason`
  ZeroReason reason = ZeroReason::zero_base;
};

void assert_sound(const SaleFacts& facts) {
  FENRUN_ASSERT(facts.lines.size() <= kSaleLinesMax && facts.upline.size() <= kPaidLevelsMax);
  std::int64_t paid = 0;
  std::set<OrderLineId> ids;
  for (const SaleLine& line : facts.lines) {
    FENRUN_ASSERT(line.line.is_set() && ids.insert(line.line).second);
    FENRUN_ASSERT(line.quantity >= 1 && line.quantity <= kSaleQuantityMax);
    FENRUN_ASSERT(line.base_fen.value >= 0 && line.base_fen <= kCommissionBaseMax &&
                  line.cost_fen.value >= 0);
    paid += line.base_fen.value;
    FENRUN_ASSERT(paid <= kCommissionBaseMax.value);
  }
}

std::vector<const SaleLine*> lines_by_id(const SaleFacts& facts) {
  std::vector<const SaleLine*> lines;
  for (const SaleLine& line : facts.lines) lines.push_back(&line);
  std::ranges::sort(lines, {}, [](const SaleLine* line) { return line->line; });
  return lines;
}

class LineSharer {
 public:
  LineSharer(const CommissionPlan& plan, const SaleFacts& facts) : plan_(plan), facts_(facts) {}

  [[nodiscard]] LineParts share(const SaleLine& line) const {
    LineParts parts{&line, {}, ZeroReason::zero_base};
    if (line.base_fen.value == 0) return parts;
    parts.reason = ZeroReason::no_referrer;
    if (facts_.upline.empty()) return parts;
    Ppm rate_below;
    for (const PaidLevel level : kPaidLevels) {
      if (level > plan_.deepest_level) break;
      parts.levels.push_back(level_part(line, level, rate_below));
    }
    round_down(parts.levels);
    return parts;
  }

 private:
  // `rate_below` is the highest rate of the base that the levels below have; it takes this level's in.
  LevelPart level_part(const SaleLine& line, PaidLevel level, Ppm& rate_below) const {
    const DealerStanding* dealer =
        index_of(level) < facts_.upline.size() ? &facts_.upline[index_of(level)] : nullptr;
    LevelPart part;
    part.line = &line;
    part.dealer = dealer;
    part.unclaimed = why_unclaimed(dealer);
    const CommissionRule* rule =
        find_rule(plan_, {level, dealer == nullptr ? DealerId{} : dealer->dealer,
                          dealer == nullptr ? TierId{} : dealer->tier, line.sku, line.product, line.category,
                          facts_.channel, facts_.paid_at});
    if (rule == nullptr) return part;
    part.explanation = explain(line, *rule, dealer, rate_below);
    part.reason = why_zero(part.explanation);
    if (rule->kind != RuleKind::fixed && rule->kind != RuleKind::profit)
      rate_below = std::max(rate_below, part.explanation.rate);
    return part;
  }

  [[nodiscard]] std::optional<ZeroReason> why_unclaimed(const DealerStanding* dealer) const {
    if (dealer == nullptr) return ZeroReason::nobody_at_level;
    if (!dealer->is_active) return ZeroReason::dealer_suspended;
    if (dealer->dealer == facts_.buyer && !plan_.self_purchase_pays) return ZeroReason::self_purchase;
    return std::nullopt;
  }

  [[nodiscard]] Explanation explain(const SaleLine& line, const CommissionRule& rule,
                                    const DealerStanding* dealer, Ppm rate_below) const {
    Explanation it;
    it.plan_number = plan_.number;
    it.rule_number = rule.number;
    it.kind = rule.kind;
    it.level = rule.level;
    it.base_fen = line.base_fen;
    it.cost_fen = line.cost_fen;
    it.quantity = line.quantity;
    it.rate = rule.rate;
    it.per_unit_fen = rule.per_unit_fen;
    if (rule.kind == RuleKind::differential) it.rate_below = rate_below;
    if (rule.kind == RuleKind::ladder) {
      // Where nobody stands at the level nobody sold anything either: the first step.
      it.month_sales_fen = dealer == nullptr ? Fen{0} : dealer->month_sales_fen;
      const LadderStep& step = step_for(rule, it.month_sales_fen);
      it.rate = step.rate;
      it.step_from_fen = step.from_fen;
    }
    for (const DealerStanding& standing : facts_.upline) it.upline.push_back(standing.dealer);
    it.tier = dealer == nullptr ? TierId{} : dealer->tier;
    it.paid_at = facts_.paid_at;
    return it;
  }

  // The reason that holds if the part turns out to be nothing before any cap.
  static ZeroReason why_zero(const Explanation& it) {
    if (it.rate.value == 0 && it.per_unit_fen.value == 0) return ZeroReason::rule_pays_nothing;
    if (!exact_amount(it).is_zero()) return ZeroReason::below_one_fen;
    return it.kind == RuleKind::profit ? ZeroReason::no_profit : ZeroReason::no_differential;
  }

  static void round_down(std::vector<LevelPart>& levels) {
    std::array<std::int64_t, kPaidLevelsMax> millionths{};
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const ExactFen exact =
          levels[i].explanation.rule_number == 0 ? ExactFen{} : exact_amount(levels[i].explanation);
      levels[i].fen = exact.fen;
      millionths[i] = exact.millionths;
    }
    for (std::size_t i = 0; i < levels.size(); ++i) {
      if (gets_leftover_fen(millionths, i)) ++levels[i].fen.value;
      levels[i].explanation.millionths = millionths;
    }
  }

  const CommissionPlan& plan_;
  const SaleFacts& facts_;
};

void cut_to(Cap cap, Fen limit, ZeroReason reason, const std::vector<LevelPart*>& parts) {
  Fen whole;
  for (const LevelPart* part : parts) whole.value += part->fen.value;
  if (whole <= limit) return;
  Fen before;
  for (LevelPart* part : parts) {
    const Fen uncut = part->fen;
    if (uncut.value == 0) continue;
    part->explanation.caps.push_back({cap, limit, before, whole});
    part->fen = cut_part(limit, before, uncut, whole);
    if (part->fen.value == 0) part->reason = reason;
    before.value += uncut.value;
  }
}

std::vector<LevelPart*> parts_of(std::vector<LineParts>& lines) {
  std::vector<LevelPart*> parts;
  for (LineParts& line : lines) {
    for (LevelPart& part : line.levels) parts.push_back(&part);
  }
  return parts;
}

void apply_month_cap(Fen cap, const SaleFacts& facts, const std::vector<LevelPart*>& parts) {
  for (const DealerStanding& standing : facts.upline) {
    std::vector<LevelPart*> own;
    std::ranges::copy_if(parts, std::back_inserter(own), [&](const LevelPart* part) {
      return !part->unclaimed && part->dealer->dealer == standing.dealer;
    });
    const Fen left{std::max(cap.value - standing.month_earned_fen.value, std::int64_t{0})};
    cut_to(Cap::month, left, ZeroReason::month_cap, own);
  }
}

void apply_caps(const CommissionPlan& plan, const SaleFacts& facts, std::vector<LineParts>& lines) {
  for (LineParts& line : lines) {
    std::vector<LevelPart*> parts;
    for (LevelPart& part : line.levels) parts.push_back(&part);
    cut_to(Cap::line_base, line.line->base_fen, ZeroReason::below_one_fen, parts);
  }
  const std::vector<LevelPart*> parts = parts_of(lines);
  if (plan.order_cap_fen) cut_to(Cap::order, *plan.order_cap_fen, ZeroReason::order_cap, parts);
  if (plan.dealer_month_cap_fen) apply_month_cap(*plan.dealer_month_cap_fen, facts, parts);
}

// Why a line pays nobody: what its first level says.
ZeroReason line_reason(const LineParts& parts) {
  if (parts.levels.empty()) return parts.reason;
  const LevelPart& first = parts.levels.front();
  if (first.unclaimed && first.fen.value > 0) return *first.unclaimed;
  return first.reason;
}

void record_line(LineParts& parts, SharedOut& out) {
  bool pays_somebody = false;
  for (LevelPart& part : parts.levels) {
    if (part.fen.value == 0) continue;
    if (part.unclaimed) {
      out.unclaimed.push_back({part.line->line, part.explanation.level, part.fen, *part.unclaimed});
      continue;
    }
    pays_somebody = true;
    out.shares.push_back({part.line->line, part.dealer->dealer, part.explanation.level, part.fen,
                          std::move(part.explanation)});
  }
  if (!pays_somebody) out.zero_lines.push_back({parts.line->line, line_reason(parts)});
}

}  // namespace

SharedOut share_out(const CommissionPlan& plan, const SaleFacts& facts) {
  assert_sound(facts);
  const LineSharer sharer(plan, facts);
  std::vector<LineParts> lines;
  for (const SaleLine* line : lines_by_id(facts)) lines.push_back(sharer.share(*line));
  apply_caps(plan, facts, lines);
  SharedOut out;
  for (LineParts& parts : lines) record_line(parts, out);
  return out;
}

}  // namespace fenrun
