#include "domain/commission/commission.hpp"

#include "base/assert.hpp"

namespace fenrun {

std::string_view to_text(CommissionState state) {
  switch (state) {
    case CommissionState::pending:
      return "pending";
    case CommissionState::available:
      return "available";
    case CommissionState::void_:
      return "void";
  }
  FENRUN_UNREACHABLE("commission state");
}

std::optional<CommissionState> commission_state_from(std::string_view text) {
  for (const auto state : {CommissionState::pending, CommissionState::available, CommissionState::void_}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

std::string ledger_reference(const Commission& commission) {
  return "c" + std::to_string(commission.id.value);
}

std::string ledger_reference(const UnclaimedCommission& unclaimed) {
  return "u" + std::to_string(unclaimed.line.value) + "." + std::to_string(number_of(unclaimed.level));
}

int china_month_of(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant + std::chrono::hours(8));
  const std::chrono::year_month_day date{day};
  return static_cast<int>(date.year()) * 100 + static_cast<int>(static_cast<unsigned>(date.month()));
}

}  // namespace fenrun
