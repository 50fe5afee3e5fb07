#include "domain/commission/explanation.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace fenrun {
namespace {

bool is_amount(Fen fen) { return fen.value >= 0 && fen <= kCommissionBaseMax; }
bool is_share_rate(Ppm rate) { return rate.value >= 0 && rate <= kPpmWhole; }

bool has_sane_inputs(const Explanation& it) {
  const bool has_sane_amounts = is_amount(it.base_fen) && it.cost_fen.value >= 0 && it.quantity >= 1 &&
                                it.quantity <= 1'000'000 && is_share_rate(it.rate) &&
                                is_share_rate(it.rate_below) && it.per_unit_fen.value >= 0 &&
                                it.per_unit_fen <= kPerUnitMax;
  const bool has_sane_parts = std::ranges::all_of(
      it.millionths, [](std::int64_t part) { return part >= 0 && part < kPpmWhole.value; });
  return has_sane_amounts && has_sane_parts && it.upline.size() > index_of(it.level);
}

bool can_be_cut(const CapStep& step, Fen part) {
  return step.limit_fen.value >= 0 && step.limit_fen < step.whole_fen && step.before_fen.value >= 0 &&
         step.whole_fen.value >= part.value && step.before_fen.value <= step.whole_fen.value - part.value;
}

}  // namespace

std::string_view to_text(Cap cap) {
  switch (cap) {
    case Cap::line_base:
      return "line_base";
    case Cap::order:
      return "order";
    case Cap::month:
      return "month";
  }
  FENRUN_UNREACHABLE("cap");
}

ExactFen exact_amount(const Explanation& it) {
  switch (it.kind) {
    case RuleKind::rate:
    case RuleKind::ladder:
      return exact_rate_of(it.base_fen, it.rate);
    case RuleKind::fixed:
      return {Fen{it.per_unit_fen.value * it.quantity}, 0};
    case RuleKind::profit:
      return exact_rate_of(Fen{std::max(it.base_fen.value - it.cost_fen.value, std::int64_t{0})}, it.rate);
    case RuleKind::differential:
      return exact_rate_of(it.base_fen, Ppm{std::max(it.rate.value - it.rate_below.value, std::int64_t{0})});
  }
  FENRUN_UNREACHABLE("rule kind");
}

Result<Fen> replay(const Explanation& explanation) {
  if (!has_sane_inputs(explanation)) return kExplanationBroken;
  const ExactFen exact = exact_amount(explanation);
  const std::size_t index = index_of(explanation.level);
  if (exact.millionths != explanation.millionths[index]) return kExplanationBroken;
  Fen part = exact.fen;
  if (gets_leftover_fen(explanation.millionths, index)) ++part.value;
  for (const CapStep& step : explanation.caps) {
    if (!can_be_cut(step, part)) return kExplanationBroken;
    part = cut_part(step.limit_fen, step.before_fen, part, step.whole_fen);
  }
  return part;
}

}  // namespace fenrun
