#include "domain/withdrawal/withdrawal_state.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace fenrun {
namespace {

using From = WithdrawalState;
using On = WithdrawalEvent;

// clang-format off
constexpr WithdrawalMove kWithdrawalMoves[] = {
    {From::requested,  On::put_in_review,    From::review},
    {From::approved_1, On::put_in_review,    From::review},
    {From::requested,  On::approve_in_part,  From::approved_1},
    {From::review,     On::approve_in_part,  From::approved_1},
    {From::approved_1, On::approve_in_part,  From::approved_1},
    {From::requested,  On::approve,          From::approved},
    {From::review,     On::approve,          From::approved},
    {From::approved_1, On::approve,          From::approved},
    {From::approved_1, On::expire_approvals, From::requested},
    {From::approved,   On::expire_approvals, From::requested},
    {From::approved,   On::begin_payout,     From::paying},
    {From::paying,     On::pay,              From::paid},
    {From::paying,     On::give_back,        From::returned},
    {From::paying,     On::reissue,          From::approved},
    {From::requested,  On::reject,           From::rejected},
    {From::review,     On::reject,           From::rejected},
    {From::approved_1, On::reject,           From::rejected},
    {From::approved,   On::reject,           From::rejected},
    {From::requested,  On::cancel,           From::cancelled},
    {From::review,     On::cancel,           From::cancelled},
    {From::approved_1, On::cancel,           From::cancelled},
    {From::requested,  On::expire,           From::expired},
    {From::review,     On::expire,           From::expired},
    {From::approved_1, On::expire,           From::expired},
};
// clang-format on

constexpr bool each_withdrawal_move_is_said_once() {
  for (const WithdrawalMove& one : kWithdrawalMoves) {
    const auto same = [&](const WithdrawalMove& row) {
      return row.from == one.from && row.event == one.event;
    };
    if (std::ranges::count_if(kWithdrawalMoves, same) != 1) return false;
    if (!is_open(one.from)) return false;
  }
  return true;
}
static_assert(each_withdrawal_move_is_said_once());

}  // namespace

std::span<const WithdrawalMove> withdrawal_moves() { return kWithdrawalMoves; }

Result<WithdrawalState> move_withdrawal(WithdrawalState from, WithdrawalEvent event) {
  for (const WithdrawalMove& row : kWithdrawalMoves) {
    if (row.from == from && row.event == event) return row.to;
  }
  return kWithdrawalStateConflict;
}

std::string_view to_word(WithdrawalState state) {
  switch (state) {
    case WithdrawalState::requested:
      return "requested";
    case WithdrawalState::review:
      return "review";
    case WithdrawalState::approved_1:
      return "approved_1";
    case WithdrawalState::approved:
      return "approved";
    case WithdrawalState::paying:
      return "paying";
    case WithdrawalState::paid:
      return "paid";
    case WithdrawalState::returned:
      return "returned";
    case WithdrawalState::rejected:
      return "rejected";
    case WithdrawalState::cancelled:
      return "cancelled";
    case WithdrawalState::expired:
      return "expired";
  }
  FENRUN_UNREACHABLE("no such state of a withdrawal");
}

std::optional<WithdrawalState> withdrawal_state_from(std::string_view word) {
  for (const WithdrawalState state : kWithdrawalStates) {
    if (to_word(state) == word) return state;
  }
  return std::nullopt;
}

}  // namespace fenrun
