#include "tests/simulation/plan.hpp"

#include <iterator>
#include <sstream>

#include "tests/simulation/dice.hpp"

namespace fenrun::simulation {
namespace {

constexpr std::string_view kFaultWords[] = {
    "worker_dies",    "dies_in_story",  "deadlock",     "connection_lost",  "commit_unknown", "row_locked",
    "request_lost",   "reply_lost",     "request_late", "server_error",     "rate_limited",   "misconfigured",
    "bad_signature",  "worker_freezes", "notice_lost",  "notice_twice",     "notice_late",    "notice_lies",
    "notice_foreign", "answer_foreign", "clock_leaps",  "funds_short",      "slow_start",     "late_sight",
    "user_fails",     "user_never",     "cancel_race",  "dealer_suspended", "double_tap",     "row_tampered",
    "people_dawdle",  "forgotten"};
static_assert(std::size(kFaultWords) == kFaultKinds);

// Those that end a payout in somebody's hands are in fewer plans, or little else would be seen.
bool is_grave(int kind) {
  const auto fault = static_cast<FaultKind>(kind);
  return fault == FaultKind::notice_lies || fault == FaultKind::notice_foreign ||
         fault == FaultKind::answer_foreign || fault == FaultKind::row_tampered ||
         fault == FaultKind::clock_leaps || fault == FaultKind::forgotten;
}

}  // namespace

std::string_view to_word(FaultKind kind) { return kFaultWords[static_cast<std::size_t>(kind)]; }

Plan draw_plan(std::uint64_t seed, int dealers, int wishes) {
  Dice dice(seed ^ 0x5EEDULL);
  Plan plan;
  plan.seed = seed;
  plan.dealers = dealers;
  plan.wishes = wishes;
  plan.workers = static_cast<int>(dice.between(1, 4));
  for (int kind = 0; kind < kFaultKinds; ++kind) {
    if (dice.permille(is_grave(kind) ? 120 : 450)) plan.faults |= 1U << static_cast<unsigned>(kind);
  }
  plan.has_consents = dice.permille(400);
  return plan;
}

std::string to_text(const Plan& plan) {
  std::ostringstream text;
  text << "seed=" << plan.seed << " dealers=" << plan.dealers << " wishes=" << plan.wishes
       << " workers=" << plan.workers << " consents=" << (plan.has_consents ? 1 : 0) << " faults=";
  std::string_view comma;
  for (int kind = 0; kind < kFaultKinds; ++kind) {
    if (!plan.has(static_cast<FaultKind>(kind))) continue;
    text << comma << kFaultWords[kind];
    comma = ",";
  }
  if (plan.faults == 0) text << "none";
  return text.str();
}

std::optional<Plan> plan_from(std::string_view line) {
  Plan plan;
  std::istringstream words{std::string(line)};
  std::string word;
  while (words >> word) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) return std::nullopt;
    const std::string name = word.substr(0, equals);
    std::istringstream value(word.substr(equals + 1));
    if (name == "seed") value >> plan.seed;
    if (name == "dealers") value >> plan.dealers;
    if (name == "wishes") value >> plan.wishes;
    if (name == "workers") value >> plan.workers;
    if (name == "consents") plan.has_consents = value.get() == '1';
    if (name != "faults") continue;
    std::string fault;
    while (std::getline(value, fault, ',')) {
      for (int kind = 0; kind < kFaultKinds; ++kind) {
        if (kFaultWords[kind] == fault) plan.faults |= 1U << static_cast<unsigned>(kind);
      }
    }
  }
  return plan;
}

}  // namespace fenrun::simulation
