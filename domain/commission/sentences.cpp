#include "base/assert.hpp"
#include "domain/commission/explanation.hpp"
#include "domain/money_text.hpp"

namespace fenrun {
namespace {

// A number and a fraction of `whole`, a power of ten, without trailing zeros: 1 and 2500 of 10000 is "1.25".
std::string decimal_text(std::int64_t number, std::int64_t fraction, std::int64_t whole) {
  std::string text = std::to_string(number);
  if (fraction != 0) text += '.';
  for (std::int64_t unit = whole / 10; fraction != 0; unit /= 10) {
    text += static_cast<char>('0' + fraction / unit);
    fraction %= unit;
  }
  return text;
}

std::string percent_of(Ppm rate) {
  return decimal_text(rate.value / 10'000, rate.value % 10'000, 10'000) + "%";
}

SentencePair base_sentence(const Explanation& it) {
  const std::string base = yuan_text(it.base_fen);
  return {"该商品明细优惠后实付 " + base + "（不含运费和税）。",
          "After discounts " + base + " was paid for this line, without freight and tax."};
}

SentencePair place_sentence(const Explanation& it) {
  const std::string level = std::to_string(number_of(it.level));
  return {"付款时您位于买家推荐线的第 " + level + " 级。",
          "When it was paid you stood at level " + level + " of the buyer's referral line."};
}

SentencePair rule_sentence(const Explanation& it) {
  const std::string plan = std::to_string(it.plan_number);
  const std::string rule = std::to_string(it.rule_number);
  return {"适用第 " + plan + " 版分润方案的第 " + rule + " 条规则。",
          "Rule " + rule + " of version " + plan + " of the commission plan applies."};
}

SentencePair amount_sentence(const Explanation& it) {
  const std::string rate = percent_of(it.rate);
  switch (it.kind) {
    case RuleKind::rate:
      return {"该规则按实付金额的 " + rate + " 计算。", "It pays " + rate + " of what was paid."};
    case RuleKind::fixed: {
      const std::string unit = yuan_text(it.per_unit_fen);
      const std::string count = std::to_string(it.quantity);
      return {"该规则每件 " + unit + "，共 " + count + " 件。",
              "It pays " + unit + " for each unit, and " + count + " were sold."};
    }
    case RuleKind::profit:  // our cost is not the dealer's to know
      return {"该规则按该明细利润的 " + rate + " 计算。", "It pays " + rate + " of the profit of the line."};
    case RuleKind::ladder: {
      const std::string sales = yuan_text(it.month_sales_fen);
      const std::string step = yuan_text(it.step_from_fen);
      return {"本单付款前，您当月业绩为 " + sales + "，达到 " + step + " 一档，比例为 " + rate + "。",
              "Before this order your own sales of that calendar month were " + sales +
                  ", which reaches the step from " + step + " and pays " + rate + "."};
    }
    case RuleKind::differential: {
      const std::string below = percent_of(it.rate_below);
      return {"您的比例为 " + rate + "，您之下的比例为 " + below + "，按两者之差计算。",
              "Your rate is " + rate + ", the rate below you is " + below + ", and the difference is yours."};
    }
  }
  FENRUN_UNREACHABLE("rule kind");
}

// What the level comes to before any cap.
SentencePair rounding_sentence(const Explanation& it) {
  const ExactFen exact = exact_amount(it);
  const bool gets_one = gets_leftover_fen(it.millionths, index_of(it.level));
  const std::string fen = decimal_text(exact.fen.value, exact.millionths, kPpmWhole.value);
  if (gets_one) {
    return {"计算结果为 " + fen + " 分，取整后余下的一分归小数最大的层级，即您。",
            "That is " + fen +
                " fen; the fen left over by rounding goes to the largest fraction, which is yours."};
  }
  return {"计算结果为 " + fen + " 分，不足一分的部分舍去。",
          "That is " + fen + " fen; the part below one fen is dropped."};
}

SentencePair cap_sentence(const CapStep& step, Fen after) {
  const std::string limit = yuan_text(step.limit_fen);
  const std::string own = yuan_text(after);
  switch (step.cap) {
    case Cap::line_base:
      return {"该明细分润合计不得超过实付 " + limit + "，您的部分为 " + own + "。",
              "All shares of the line are limited to the " + limit + " paid, of which " + own + " is yours."};
    case Cap::order:
      return {"本单分润合计上限为 " + limit + "，您的部分为 " + own + "。",
              "All shares of the order are capped at " + limit + ", of which " + own + " is yours."};
    case Cap::month:
      return {"您当月分润上限剩余 " + limit + "，本笔为 " + own + "。",
              "Of your cap of the month " + limit + " was left, of which " + own + " falls on this line."};
  }
  FENRUN_UNREACHABLE("cap");
}

Fen before_caps(const Explanation& it) {
  Fen part = exact_amount(it).fen;
  if (gets_leftover_fen(it.millionths, index_of(it.level))) ++part.value;
  return part;
}

}  // namespace

std::vector<SentencePair> sentences(const Explanation& explanation) {
  FENRUN_ASSERT(replay(explanation).has_value());
  std::vector<SentencePair> all{base_sentence(explanation), place_sentence(explanation),
                                rule_sentence(explanation), amount_sentence(explanation),
                                rounding_sentence(explanation)};
  Fen part = before_caps(explanation);
  for (const CapStep& step : explanation.caps) {
    part = cut_part(step.limit_fen, step.before_fen, part, step.whole_fen);
    all.push_back(cap_sentence(step, part));
  }
  if (all.size() < kSentencesMax) {
    const std::string amount = yuan_text(part);
    all.push_back({"因此您的分润为 " + amount + "。", "Your commission is therefore " + amount + "."});
  }
  FENRUN_ASSERT(all.size() <= kSentencesMax);
  return all;
}

}  // namespace fenrun
