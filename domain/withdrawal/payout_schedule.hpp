// When a transfer is asked about and sent again. All waits are the caller's to spread by jitter().
#pragma once

#include <chrono>

#include "domain/withdrawal/payout_state.hpp"

namespace fenrun {

inline constexpr std::chrono::seconds kPayoutLease{60};
inline constexpr std::chrono::seconds kResendPauseMin{60};
inline constexpr int kResendsMax = 8;
inline constexpr std::chrono::hours kResendsLife{24};
// WeChat closes what nobody confirms after 24 hours, but by a batch: we cancel what is still open then.
inline constexpr std::chrono::minutes kAutomaticCancelAfter{24 * 60 + 30};
// WeChat has acknowledged a transfer and does not know it: before that it may be a copy of its books that
// lags behind, as one did for ten minutes where a merchant has told of it. Nothing is lost by waiting.
inline constexpr std::chrono::hours kLostAfter{1};
// WeChat answers questions about a transfer for thirty days: people have the last five of them.
inline constexpr std::chrono::days kOpenLifeMax{25};
// A claimed post that was not signed by then is dropped: a frozen worker must not wake and send.
inline constexpr std::chrono::seconds kSendWithin{20};

// `asked`: how often WeChat was asked since the transfer came into this state; `in_state`: how long ago that
// was.
std::chrono::seconds pause_before_query(PayoutState state, int asked, std::chrono::seconds in_state);
// Between two posts of one number; `posts` so far, at least 1.
std::chrono::seconds pause_before_resend(int posts);
// Between two posts of a number that WeChat has, whose answer is wanted: without what it brings the dealer
// cannot confirm. `posts` as above; after the first none.
std::chrono::seconds pause_before_package(int posts);
// A person has to look: it was sent too often, or for too long, without WeChat knowing it.
bool is_worn_out(int posts, std::chrono::seconds since_first);

// Within a fifth of `pause`, by a random number below 1000.
std::chrono::milliseconds jitter(std::chrono::seconds pause, int random_permille);

}  // namespace fenrun
