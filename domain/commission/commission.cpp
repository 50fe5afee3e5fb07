#include "domain/commission/commission.hpp"

#include <charconv>
#include <system_error>

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

std::optional<CommissionId> commission_in_reference(std::string_view reference) {
  if (!reference.starts_with('c')) return std::nullopt;
  std::int64_t id = 0;
  const char* const end = reference.data() + reference.size();
  const auto read = std::from_chars(reference.data() + 1, end, id);
  if (read.ec != std::errc() || read.ptr != end || id <= 0) return std::nullopt;
  return CommissionId{id};
}

int china_month_of(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant + std::chrono::hours(8));
  const std::chrono::year_month_day date{day};
  return static_cast<int>(date.year()) * 100 + static_cast<int>(static_cast<unsigned>(date.month()));
}

}  // namespace fenrun
