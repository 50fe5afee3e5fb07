#include "domain/ledger/write_off.hpp"

#include <algorithm>
#include <chrono>

#include "base/assert.hpp"
#include "domain/text.hpp"

namespace fenrun {
namespace {

Fen& age_class(DebtAges& ages, std::chrono::microseconds age) {
  if (age <= std::chrono::days(30)) return ages.up_to_30_days;
  if (age <= std::chrono::days(60)) return ages.up_to_60_days;
  if (age <= std::chrono::days(90)) return ages.up_to_90_days;
  return ages.older;
}

}  // namespace

std::string_view to_word(WriteOffState state) {
  switch (state) {
    case WriteOffState::open:
      return "open";
    case WriteOffState::approved:
      return "approved";
    case WriteOffState::refused:
      return "refused";
  }
  FENRUN_UNREACHABLE("no such state of a write-off");
}

std::optional<WriteOffState> write_off_state_from(std::string_view word) {
  for (const auto state : {WriteOffState::open, WriteOffState::approved, WriteOffState::refused}) {
    if (to_word(state) == word) return state;
  }
  return std::nullopt;
}

Done check_write_off(Fen amount, std::string_view reason, Fen owed) {
  if (!is_one_line(reason, 1, kWriteOffReasonMax)) return kWriteOffReasonInvalid;
  if (amount.value <= 0 || amount > owed) return kWriteOffAmountInvalid;
  return {};
}

Done check_write_off_decision(const WriteOff& write_off, StaffId decider) {
  if (write_off.state != WriteOffState::open) return kWriteOffClosed;
  if (write_off.requested_by == decider) return kWriteOffOwn;
  return {};
}

DebtAges age_debt(Fen owed, std::span<const DebtEntry> newest_first, Instant now) {
  DebtAges ages;
  for (const DebtEntry& entry : newest_first) {
    const std::int64_t part = std::min(owed.value, entry.amount.value);
    age_class(ages, now - entry.at).value += part;
    owed.value -= part;
  }
  ages.older.value += owed.value;
  return ages;
}

}  // namespace fenrun
