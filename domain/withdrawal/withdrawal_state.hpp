// The life of a withdrawal, as a table of states and events. The transfer that pays it has a life of its own
// (payout_state.hpp); this one says what the dealer and finance see.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace fenrun {

enum class WithdrawalState : std::uint8_t {
  requested,   // the money is held; waits for finance
  review,      // somebody wants to look closer before it is approved
  approved_1,  // some of the people it needs have approved it
  approved,    // all have; waits for the worker
  paying,      // a transfer exists
  paid,
  returned,   // the transfer ended unpaid and the money went back
  rejected,   // by finance
  cancelled,  // by the dealer
  expired,    // nobody decided in time
};

inline constexpr WithdrawalState kWithdrawalStates[] = {
    WithdrawalState::requested, WithdrawalState::review,   WithdrawalState::approved_1,
    WithdrawalState::approved,  WithdrawalState::paying,   WithdrawalState::paid,
    WithdrawalState::returned,  WithdrawalState::rejected, WithdrawalState::cancelled,
    WithdrawalState::expired,
};

enum class WithdrawalEvent : std::uint8_t {
  put_in_review,
  approve_in_part,
  approve,           // the last approval that it needed
  expire_approvals,  // they were given too long ago; it is judged anew
  begin_payout,
  pay,
  give_back,
  reissue,
  reject,
  cancel,
  expire,
};

inline constexpr WithdrawalEvent kWithdrawalEvents[] = {
    WithdrawalEvent::put_in_review,    WithdrawalEvent::approve_in_part, WithdrawalEvent::approve,
    WithdrawalEvent::expire_approvals, WithdrawalEvent::begin_payout,    WithdrawalEvent::pay,
    WithdrawalEvent::give_back,        WithdrawalEvent::reissue,         WithdrawalEvent::reject,
    WithdrawalEvent::cancel,           WithdrawalEvent::expire,
};

struct WithdrawalMove {
  WithdrawalState from;
  WithdrawalEvent event;
  WithdrawalState to;
};
// What is not here is refused.
std::span<const WithdrawalMove> withdrawal_moves();

inline constexpr ErrorCode kWithdrawalStateConflict{ErrorKind::conflict, "withdrawal.state_conflict",
                                                    "提现当前状态不允许此操作",
                                                    "The withdrawal's state does not allow this now"};

// Refuses with kWithdrawalStateConflict.
Result<WithdrawalState> move_withdrawal(WithdrawalState from, WithdrawalEvent event);

// While it is, the money is held and the dealer can ask for no other.
constexpr bool is_open(WithdrawalState state) { return state <= WithdrawalState::paying; }

std::string_view to_word(WithdrawalState state);
std::optional<WithdrawalState> withdrawal_state_from(std::string_view word);

}  // namespace fenrun
