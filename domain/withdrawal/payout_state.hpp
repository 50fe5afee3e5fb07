// The life of one transfer at WeChat: what each message may do to it. Two rules carry the money. Only a
// signed answer to a query, a signed notice of success, or two people with evidence end a transfer; and
// "paid" after "closed", or the other way round, is a contradiction that stops all payouts instead of being
// believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fenrun {

enum class PayoutState : std::uint8_t {
  created,       // number and body are stored; never sent
  submitting,    // an attempt is committed; bytes may have left
  unknown,       // sent or maybe sent, and no answer to trust
  parked_funds,  // our money at WeChat was short
  accepted,      // WeChat has it, and has not locked the money
  locking,       // WeChat: PROCESSING
  await_user,    // the dealer has to confirm
  transferring,
  cancelling,
  succeeded,
  failed,
  cancelled,
  voided,  // taken back before it was ever sent
};
inline constexpr std::size_t kPayoutStateCount = 13;

enum class PayoutEvent : std::uint8_t {
  // What we do.
  send,       // the intent to post is committed
  resend,     // the same bytes again, for a transfer that WeChat knows: it tells where the dealer confirms
  take_back,  // before it was ever sent
  // How a post ended without saying where the transfer stands.
  no_answer,       // time-out, 5xx, a signature that does not fit, a code nobody knows
  short_of_funds,  // NOT_ENOUGH
  rate_limited,
  exists_already,  // ALREADY_EXISTS, INVALID_REQUEST
  misconfigured,   // a person has to put it right
  // What a signed answer to a post says.
  create_accepted,
  create_processing,
  create_wait,
  create_transferring,
  create_canceling,
  create_success,
  create_fail,
  create_cancelled,
  // What a signed answer to a query says.
  query_accepted,
  query_processing,
  query_wait,
  query_transferring,
  query_canceling,
  query_success,
  query_fail,
  query_cancelled,
  query_not_found,
  query_differs,  // amount, payee, app or merchant are not ours
  // What WeChat tells by itself.
  notice_success,
  notice_fail,
  notice_cancelled,
  // What two people of finance say, with evidence (payout_resolution.hpp).
  people_paid,
  people_unpaid,
};
inline constexpr std::size_t kPayoutEventCount = 31;

// WeChat's word for the state of a transfer. FAIL because we cancelled is `cancelled`.
enum class ChannelState : std::uint8_t {
  accepted,
  processing,
  wait,
  transferring,
  canceling,
  success,
  fail,
  cancelled,
};

constexpr PayoutEvent create_says(ChannelState state) {
  return static_cast<PayoutEvent>(static_cast<int>(PayoutEvent::create_accepted) + static_cast<int>(state));
}
constexpr PayoutEvent query_says(ChannelState state) {
  return static_cast<PayoutEvent>(static_cast<int>(PayoutEvent::query_accepted) + static_cast<int>(state));
}
// Nothing for states that WeChat sends no notice of.
constexpr std::optional<PayoutEvent> notice_says(ChannelState state) {
  if (state < ChannelState::success) return std::nullopt;
  return static_cast<PayoutEvent>(static_cast<int>(PayoutEvent::notice_success) + static_cast<int>(state) -
                                  static_cast<int>(ChannelState::success));
}

enum class PayoutVerdict : std::uint8_t {
  refuse,      // the worker must not do this now: a defect of ours
  stay,        // understood; nothing moves
  ask,         // nothing is proved: query at once
  move,        // to the state beside it
  contradict,  // cannot be true together with what we know: blow the fuse, fetch a person
};

struct PayoutMove {
  PayoutVerdict verdict = PayoutVerdict::refuse;
  PayoutState to{};  // the state afterwards, whatever the verdict

  friend constexpr bool operator==(const PayoutMove&, const PayoutMove&) = default;
};

PayoutMove decide_payout(PayoutState from, PayoutEvent event);

constexpr bool is_terminal(PayoutState state) { return state >= PayoutState::succeeded; }
// Never lower afterwards, but for `transferring`, which a query may take back to `await_user`.
int rank_of(PayoutState state);
// WeChat has taken our money aside, or paid it.
constexpr bool is_locked_at_wechat(PayoutState state) {
  return state >= PayoutState::locking && state <= PayoutState::succeeded;
}

std::string_view to_word(PayoutState state);
std::optional<PayoutState> payout_state_from(std::string_view word);
std::string_view to_word(PayoutEvent event);

}  // namespace fenrun
