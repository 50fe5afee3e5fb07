// Why a share is what it is: the inputs that made it, kept with it. Replaying them gives the stored fen.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/commission/part.hpp"
#include "domain/commission/rule.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun {

enum class Cap {
  line_base,  // the shares of a line are at most what was paid for it
  order,      // the plan's cap of the order
  month,      // the plan's cap of the dealer and month
};

std::string_view to_text(Cap cap);

// Parts that added up to `whole_fen` were cut to `limit_fen`; `before_fen` of them stood before this one.
struct CapStep {
  Cap cap = Cap::line_base;
  Fen limit_fen;
  Fen before_fen;
  Fen whole_fen;

  friend bool operator==(const CapStep&, const CapStep&) = default;
};

struct Explanation {
  std::int64_t plan_number = 0;
  int rule_number = 0;
  RuleKind kind = RuleKind::rate;
  PaidLevel level = PaidLevel::first;
  Fen base_fen;
  Fen cost_fen;
  std::int64_t quantity = 1;
  Ppm rate;                                               // of the rule, or of the ladder's step
  Ppm rate_below;                                         // differential: the highest rate of those below
  Fen per_unit_fen;                                       // fixed
  Fen step_from_fen;                                      // ladder: the step reached
  Fen month_sales_fen;                                    // ladder: by this volume
  std::array<std::int64_t, kPaidLevelsMax> millionths{};  // before rounding, of all levels of the line
  std::vector<CapStep> caps;     // in the order they were applied, each kind at most once
  std::vector<DealerId> upline;  // as of payment; the dealer paid is at `level`
  TierId tier;                   // of the dealer paid, as of payment
  Instant paid_at;

  friend bool operator==(const Explanation&, const Explanation&) = default;
};

inline constexpr ErrorCode kExplanationBroken{
    ErrorKind::conflict, "commission.explanation_broken", "该笔分润的说明与其数据不符，请联系财务核查",
    "The explanation of this commission does not agree with itself; "
    "finance must look at it"};

// The amount before rounding that rule and inputs give at this level.
ExactFen exact_amount(const Explanation& explanation);

// The fen that the inputs make. Refuses with kExplanationBroken what no sale can have made.
Result<Fen> replay(const Explanation& explanation);

// The compact text it is kept under, and back. Nothing for a text that to_text does not write.
std::string to_text(const Explanation& explanation);
std::optional<Explanation> explanation_from(std::string_view text);

// At most eight plain sentences for the dealer, the last one naming the amount. Asserts that it replays.
inline constexpr std::size_t kSentencesMax = 8;
struct SentencePair {
  std::string zh;
  std::string en;
};
std::vector<SentencePair> sentences(const Explanation& explanation);

}  // namespace fenrun
