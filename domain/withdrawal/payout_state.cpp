#include "domain/withdrawal/payout_state.hpp"

#include <array>

#include "base/assert.hpp"

namespace fenrun {
namespace {

using St = PayoutState;
using Ev = PayoutEvent;
using States = std::uint16_t;  // a set, one bit for each state

template <class... Each>
constexpr States states(Each... each) {
  return static_cast<States>((0U | ... | (1U << static_cast<unsigned>(each))));
}
constexpr States without(States all, States some) { return static_cast<States>(all & ~some); }
constexpr States both(States one, States other) { return static_cast<States>(one | other); }

constexpr States kUnheard = states(St::submitting, St::unknown, St::parked_funds);
constexpr States kHeard = states(St::accepted, St::locking, St::await_user, St::transferring, St::cancelling);
constexpr States kSent = both(kUnheard, kHeard);
constexpr States kClosed = states(St::succeeded, St::failed, St::cancelled);
constexpr States kUnsent = states(St::created, St::voided);
constexpr States kSubmitting = states(St::submitting);
// A reply finds the transfer where its post left it, or further on, where a notice moved it meanwhile.
constexpr States kElsewhere = without(both(kSent, kClosed), kSubmitting);

struct PayoutRule {
  PayoutEvent event;
  States from;
  PayoutVerdict verdict;
  PayoutState to{};  // of `move`
};

constexpr auto kMove = PayoutVerdict::move;
constexpr auto kStay = PayoutVerdict::stay;
constexpr auto kAsk = PayoutVerdict::ask;
constexpr auto kContradict = PayoutVerdict::contradict;

// clang-format off
constexpr PayoutRule kPayoutRules[] = {
    {Ev::send,                both(kUnheard, states(St::created)), kMove, St::submitting},
    {Ev::resend,              states(St::accepted, St::locking, St::await_user), kStay},
    {Ev::take_back,           states(St::created), kMove, St::voided},

    {Ev::no_answer,           kSubmitting,  kMove, St::unknown},
    {Ev::no_answer,           kElsewhere,   kStay},
    {Ev::short_of_funds,      kSubmitting,  kMove, St::parked_funds},
    {Ev::short_of_funds,      kElsewhere,   kStay},
    {Ev::rate_limited,        kSubmitting,  kMove, St::unknown},
    {Ev::rate_limited,        kElsewhere,   kStay},
    {Ev::exists_already,      kSubmitting,  kMove, St::unknown},
    {Ev::exists_already,      without(kElsewhere, kClosed), kAsk},
    {Ev::exists_already,      kClosed,      kStay},
    {Ev::misconfigured,       kSubmitting,  kMove, St::unknown},
    {Ev::misconfigured,       kElsewhere,   kStay},

    {Ev::create_accepted,     both(kUnheard, states(St::accepted)), kMove, St::accepted},
    {Ev::create_accepted,     both(without(kHeard, states(St::accepted)), kClosed), kStay},
    {Ev::create_processing,   both(kUnheard, states(St::accepted, St::locking)), kMove, St::locking},
    {Ev::create_processing,   both(states(St::await_user, St::transferring, St::cancelling), kClosed), kStay},
    {Ev::create_wait,         both(kUnheard, states(St::accepted, St::locking, St::await_user)), kMove, St::await_user},
    {Ev::create_wait,         both(states(St::transferring, St::cancelling), kClosed), kStay},
    {Ev::create_transferring, without(kSent, states(St::cancelling)), kMove, St::transferring},
    {Ev::create_transferring, both(states(St::cancelling), kClosed), kStay},
    {Ev::create_canceling,    kSent,        kMove, St::cancelling},
    {Ev::create_canceling,    kClosed,      kStay},
    {Ev::create_success,      kSent,        kMove, St::succeeded},
    {Ev::create_success,      states(St::succeeded), kStay},
    {Ev::create_success,      states(St::failed, St::cancelled), kContradict},
    {Ev::create_fail,         kSubmitting,  kMove, St::unknown},
    {Ev::create_fail,         without(kSent, kSubmitting), kAsk},
    // Failed or cancelled, it is unpaid either way: people may have closed what WeChat did not know any more, and then tells of.
    {Ev::create_fail,         states(St::failed, St::cancelled), kStay},
    {Ev::create_fail,         states(St::succeeded), kContradict},
    {Ev::create_cancelled,    kSubmitting,  kMove, St::unknown},
    {Ev::create_cancelled,    without(kSent, kSubmitting), kAsk},
    {Ev::create_cancelled,    states(St::failed, St::cancelled), kStay},
    {Ev::create_cancelled,    states(St::succeeded), kContradict},

    {Ev::query_accepted,      both(kUnheard, states(St::accepted)), kMove, St::accepted},
    {Ev::query_accepted,      both(without(kHeard, states(St::accepted)), kClosed), kStay},
    {Ev::query_processing,    both(kUnheard, states(St::accepted, St::locking)), kMove, St::locking},
    {Ev::query_processing,    both(states(St::await_user, St::transferring, St::cancelling), kClosed), kStay},
    {Ev::query_wait,          without(kSent, states(St::cancelling)), kMove, St::await_user},
    {Ev::query_wait,          both(states(St::cancelling), kClosed), kStay},
    {Ev::query_transferring,  without(kSent, states(St::cancelling)), kMove, St::transferring},
    {Ev::query_transferring,  both(states(St::cancelling), kClosed), kStay},
    {Ev::query_canceling,     kSent,        kMove, St::cancelling},
    {Ev::query_canceling,     kClosed,      kStay},
    {Ev::query_success,       kSent,        kMove, St::succeeded},
    {Ev::query_success,       states(St::succeeded), kStay},
    {Ev::query_success,       states(St::failed, St::cancelled), kContradict},
    {Ev::query_fail,          kSent,        kMove, St::failed},
    {Ev::query_fail,          states(St::failed, St::cancelled), kStay},
    {Ev::query_fail,          states(St::succeeded), kContradict},
    {Ev::query_cancelled,     kSent,        kMove, St::cancelled},
    {Ev::query_cancelled,     states(St::failed, St::cancelled), kStay},
    {Ev::query_cancelled,     states(St::succeeded), kContradict},
    {Ev::query_not_found,     kUnheard,     kMove, St::unknown},
    {Ev::query_not_found,     both(kHeard, kClosed), kStay},
    {Ev::query_differs,       both(kSent, kClosed), kContradict},

    {Ev::notice_success,      kSent,        kMove, St::succeeded},
    {Ev::notice_success,      states(St::succeeded), kStay},
    {Ev::notice_success,      both(kUnsent, states(St::failed, St::cancelled)), kContradict},
    {Ev::notice_fail,         kSent,        kAsk},
    {Ev::notice_fail,         states(St::failed, St::cancelled), kStay},
    {Ev::notice_fail,         both(kUnsent, states(St::succeeded)), kContradict},
    {Ev::notice_cancelled,    kSent,        kAsk},
    {Ev::notice_cancelled,    states(St::failed, St::cancelled), kStay},
    {Ev::notice_cancelled,    both(kUnsent, states(St::succeeded)), kContradict},

    {Ev::people_paid,         kSent,        kMove, St::succeeded},
    {Ev::people_paid,         states(St::succeeded), kStay},
    {Ev::people_paid,         states(St::failed, St::cancelled), kContradict},
    {Ev::people_unpaid,       kSent,        kMove, St::failed},
    {Ev::people_unpaid,       states(St::failed, St::cancelled), kStay},
    {Ev::people_unpaid,       states(St::succeeded), kContradict},
};
// clang-format on

using PayoutTable = std::array<std::array<PayoutMove, kPayoutEventCount>, kPayoutStateCount>;

constexpr std::size_t at(PayoutState state) { return static_cast<std::size_t>(state); }
constexpr std::size_t at(PayoutEvent event) { return static_cast<std::size_t>(event); }

constexpr PayoutTable make_payout_table() {
  PayoutTable table;
  for (std::size_t state = 0; state < kPayoutStateCount; ++state) {
    table[state].fill({PayoutVerdict::refuse, static_cast<PayoutState>(state)});
    for (const PayoutRule& rule : kPayoutRules) {
      if ((rule.from & (1U << state)) == 0) continue;
      table[state][at(rule.event)] = {rule.verdict,
                                      rule.verdict == kMove ? rule.to : static_cast<PayoutState>(state)};
    }
  }
  return table;
}
constexpr PayoutTable kPayoutTable = make_payout_table();

constexpr int payout_rank(PayoutState state) {
  switch (state) {
    case PayoutState::created:
      return 0;
    case PayoutState::submitting:
    case PayoutState::unknown:
    case PayoutState::parked_funds:
      return 1;
    case PayoutState::accepted:
      return 2;
    case PayoutState::locking:
      return 3;
    case PayoutState::await_user:
      return 4;
    case PayoutState::transferring:
      return 5;
    case PayoutState::cancelling:
      return 6;
    case PayoutState::succeeded:
    case PayoutState::failed:
    case PayoutState::cancelled:
    case PayoutState::voided:
      return 9;
  }
  return 9;
}

constexpr bool no_two_rules_meet() {
  for (std::size_t event = 0; event < kPayoutEventCount; ++event) {
    unsigned seen = 0;
    for (const PayoutRule& rule : kPayoutRules) {
      if (at(rule.event) != event) continue;
      if ((seen & rule.from) != 0) return false;
      seen |= rule.from;
    }
  }
  return true;
}
static_assert(no_two_rules_meet());

constexpr bool ranks_never_fall_but_once() {
  for (std::size_t state = 0; state < kPayoutStateCount; ++state) {
    for (std::size_t event = 0; event < kPayoutEventCount; ++event) {
      const auto from = static_cast<PayoutState>(state);
      const bool is_the_exception = from == PayoutState::transferring && event == at(PayoutEvent::query_wait);
      if (payout_rank(kPayoutTable[state][event].to) < payout_rank(from) && !is_the_exception) return false;
      if (is_terminal(from) && kPayoutTable[state][event].to != from) return false;
    }
  }
  return true;
}
static_assert(ranks_never_fall_but_once());

// Only a query, or two people long afterwards, close a transfer unpaid; everything else that says so is a
// reason to ask.
constexpr bool only_a_query_or_people_close_unpaid() {
  for (const PayoutRule& rule : kPayoutRules) {
    const bool closes_unpaid =
        rule.verdict == kMove && (rule.to == PayoutState::failed || rule.to == PayoutState::cancelled);
    if (closes_unpaid && rule.event != Ev::query_fail && rule.event != Ev::query_cancelled &&
        rule.event != Ev::people_unpaid) {
      return false;
    }
  }
  return true;
}
static_assert(only_a_query_or_people_close_unpaid());

constexpr std::string_view kPayoutStateWords[] = {
    "created",      "submitting", "unknown",   "parked_funds", "accepted",  "locking", "await_user",
    "transferring", "cancelling", "succeeded", "failed",       "cancelled", "voided"};
static_assert(std::size(kPayoutStateWords) == kPayoutStateCount);

constexpr std::string_view kPayoutEventWords[] = {"send",
                                                  "resend",
                                                  "take_back",
                                                  "no_answer",
                                                  "short_of_funds",
                                                  "rate_limited",
                                                  "exists_already",
                                                  "misconfigured",
                                                  "create_accepted",
                                                  "create_processing",
                                                  "create_wait",
                                                  "create_transferring",
                                                  "create_canceling",
                                                  "create_success",
                                                  "create_fail",
                                                  "create_cancelled",
                                                  "query_accepted",
                                                  "query_processing",
                                                  "query_wait",
                                                  "query_transferring",
                                                  "query_canceling",
                                                  "query_success",
                                                  "query_fail",
                                                  "query_cancelled",
                                                  "query_not_found",
                                                  "query_differs",
                                                  "notice_success",
                                                  "notice_fail",
                                                  "notice_cancelled",
                                                  "people_paid",
                                                  "people_unpaid"};
static_assert(std::size(kPayoutEventWords) == kPayoutEventCount);

}  // namespace

PayoutMove decide_payout(PayoutState from, PayoutEvent event) {
  FENRUN_ASSERT(at(from) < kPayoutStateCount && at(event) < kPayoutEventCount);
  return kPayoutTable[at(from)][at(event)];
}

int rank_of(PayoutState state) { return payout_rank(state); }

std::string_view to_word(PayoutState state) {
  FENRUN_ASSERT(at(state) < kPayoutStateCount);
  return kPayoutStateWords[at(state)];
}

std::string_view to_word(PayoutEvent event) {
  FENRUN_ASSERT(at(event) < kPayoutEventCount);
  return kPayoutEventWords[at(event)];
}

std::optional<PayoutState> payout_state_from(std::string_view word) {
  for (std::size_t state = 0; state < kPayoutStateCount; ++state) {
    if (kPayoutStateWords[state] == word) return static_cast<PayoutState>(state);
  }
  return std::nullopt;
}

}  // namespace fenrun
