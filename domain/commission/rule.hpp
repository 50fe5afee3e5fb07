// One rule of a commission plan: which sales it is for, whom it pays and how much.
//
// Of the rules that fit a line and a level exactly one applies, and never because its amount is larger: fen
// are not compared with percents. A rule that names the dealer goes before one that does not; after that the
// same for the SKU, the product, the category, the tier and the channel, in this order. Two rules that name
// the same of these with the same values and are valid at the same time are a tie, which check_plan refuses.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "domain/commission/part.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/product/product.hpp"

namespace fenrun {

// The levels that a sale can pay, counted up the line from the seller. The law's danger line is the third; a
// fourth cannot be written down.
enum class PaidLevel { first = 1, second = 2, third = 3 };

inline constexpr PaidLevel kPaidLevels[] = {PaidLevel::first, PaidLevel::second, PaidLevel::third};
inline constexpr std::size_t kPaidLevelsMax = 3;
// A plan that pays the third needs an admin's recorded acknowledgement before it is published.
inline constexpr PaidLevel kDeepestLevelOfFreshInstall = PaidLevel::second;

constexpr int number_of(PaidLevel level) { return static_cast<int>(level); }
constexpr std::size_t index_of(PaidLevel level) { return static_cast<std::size_t>(level) - 1; }
std::optional<PaidLevel> paid_level_from(std::int64_t number);

enum class RuleKind {
  rate,          // a rate of the base
  fixed,         // fen per unit sold
  profit,        // a rate of base − cost; nothing where there is no profit
  ladder,        // a rate of the base, by the dealer's own sales so far in the calendar month of the sale
  differential,  // the dealer's own rate minus the highest rate of those below it on the line
};

std::string_view to_text(RuleKind kind);
std::optional<RuleKind> rule_kind_from(std::string_view text);

// Where the order came from.
enum class SaleChannel { mini_program, push, import };

std::string_view to_text(SaleChannel channel);
std::optional<SaleChannel> sale_channel_from(std::string_view text);

// What is not set fits everything.
struct RuleScope {
  DealerId dealer;
  SkuId sku;
  ProductId product;
  CategoryId category;
  TierId tier;
  std::optional<SaleChannel> channel;

  // The order of precedence as a number: the more specific scope has the larger one.
  [[nodiscard]] int specificity() const;
  friend bool operator==(const RuleScope&, const RuleScope&) = default;
};

struct LadderStep {
  Fen from_fen;  // sales in the month, at least
  Ppm rate;

  friend bool operator==(const LadderStep&, const LadderStep&) = default;
};

inline constexpr std::size_t kLadderStepsMax = 10;
inline constexpr Fen kPerUnitMax{100'000'000};

struct CommissionRule {
  int number = 0;  // 1.. within its plan; explanations name it
  PaidLevel level = PaidLevel::first;
  RuleKind kind = RuleKind::rate;
  Ppm rate;                       // rate, profit, differential
  Fen per_unit_fen;               // fixed
  std::vector<LadderStep> steps;  // ladder: ascending, the first from 0
  RuleScope scope;
  std::optional<Instant> valid_from;   // inclusive
  std::optional<Instant> valid_until;  // exclusive

  // The highest rate of the base that the rule can pay; 0 for a fixed amount.
  [[nodiscard]] Ppm rate_max() const;
  [[nodiscard]] bool is_valid_at(Instant instant) const;
};

// The step that a volume has reached. Asserts that the rule is a ladder.
const LadderStep& step_for(const CommissionRule& rule, Fen volume);

// Whether some sale could fit both rules with nothing to choose between them.
bool is_tie(const CommissionRule& left, const CommissionRule& right);

}  // namespace fenrun
