// The words that tables and the API use for the enumerations of a rule.
#include "base/assert.hpp"
#include "domain/commission/rule.hpp"

namespace fenrun {

std::optional<PaidLevel> paid_level_from(std::int64_t number) {
  for (const PaidLevel level : kPaidLevels) {
    if (number_of(level) == number) return level;
  }
  return std::nullopt;
}

std::string_view to_text(RuleKind kind) {
  switch (kind) {
    case RuleKind::rate:
      return "rate";
    case RuleKind::fixed:
      return "fixed";
    case RuleKind::profit:
      return "profit";
    case RuleKind::ladder:
      return "ladder";
    case RuleKind::differential:
      return "differential";
  }
  FENRUN_UNREACHABLE("rule kind");
}

std::optional<RuleKind> rule_kind_from(std::string_view text) {
  for (const RuleKind kind :
       {RuleKind::rate, RuleKind::fixed, RuleKind::profit, RuleKind::ladder, RuleKind::differential}) {
    if (to_text(kind) == text) return kind;
  }
  return std::nullopt;
}

std::string_view to_text(SaleChannel channel) {
  switch (channel) {
    case SaleChannel::mini_program:
      return "mini_program";
    case SaleChannel::push:
      return "push";
    case SaleChannel::import:
      return "import";
  }
  FENRUN_UNREACHABLE("sale channel");
}

std::optional<SaleChannel> sale_channel_from(std::string_view text) {
  for (const SaleChannel channel : {SaleChannel::mini_program, SaleChannel::push, SaleChannel::import}) {
    if (to_text(channel) == text) return channel;
  }
  return std::nullopt;
}

}  // namespace fenrun
