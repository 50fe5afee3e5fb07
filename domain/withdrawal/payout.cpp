#include "domain/withdrawal/payout.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace fenrun {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

constexpr std::array<std::string_view, 3> kRouteWords{"direct", "refused", "confirmed"};

constexpr seconds kCancelPause{60};
constexpr int kDirectPostsMax = 3;
constexpr seconds kRateLimitPause{10};

bool may_resend(const Payout& payout, Instant now) {
  return !payout.last_post_at || now - *payout.last_post_at >= pause_before_resend(payout.posts);
}

// WeChat knows the transfer and we do not have what opens the page where it is confirmed: the same post tells
// it again.
Instant package_due(const Payout& payout) {
  return payout.last_post_at ? *payout.last_post_at + pause_before_package(payout.posts) : Instant::min();
}

// What was sent without asking the dealer has none, also where WeChat waits for them all the same.
bool may_have_page(const Payout& payout) { return payout.route == PayoutRoute::confirmed; }

bool lacks_package(const Payout& payout, Instant now) {
  return may_have_page(payout) && !payout.has_package && payout.posts <= kResendsMax &&
         now >= package_due(payout);
}

// It lacks the package, and may be posted for it in a while. Once that time has come and it was asked about
// instead, the worker may not post.
bool waits_for_package(const Payout& payout, Instant now) {
  return payout.state == PayoutState::await_user && may_have_page(payout) && !payout.needs_human &&
         !payout.has_package && payout.posts <= kResendsMax && now < package_due(payout);
}

// Nothing is cancelled once more while WeChat is at it, or after the money has begun to move.
bool may_cancel(const Payout& payout, Instant now) {
  const bool is_open = payout.state == PayoutState::accepted || payout.state == PayoutState::locking ||
                       payout.state == PayoutState::await_user;
  return is_open && payout.is_cancel_wanted &&
         (!payout.last_cancel_at || now - *payout.last_cancel_at >= kCancelPause);
}

seconds since(Instant now, Instant then) { return std::max(seconds{0}, duration_cast<seconds>(now - then)); }

// Nobody may forget a contradiction for what comes after it: who has the money is not known.
void fetch_human(Payout& payout, std::string_view reason) {
  const bool is_contradicted = payout.needs_human && payout.human_reason == kHumanContradiction;
  payout.needs_human = true;
  if (!is_contradicted) payout.human_reason = reason;
}

void dismiss_human(Payout& payout) {
  payout.needs_human = false;
  payout.human_reason.clear();
}

void take_over_facts(Payout& payout, const PayoutNews& news) {
  if (!news.channel_number.empty()) payout.channel_number = news.channel_number;
  if (news.has_package) payout.has_package = true;
  if (payout.state == PayoutState::failed || payout.state == PayoutState::cancelled) {
    payout.fail_reason = news.fail_reason;
  }
}

void enter_state(Payout& payout, PayoutState state, Instant now) {
  if (payout.state == state) return;
  payout.state = state;
  payout.state_at = now;
  payout.queries = 0;
}

bool is_acknowledged(PayoutState state) {
  return state >= PayoutState::accepted && state <= PayoutState::cancelling;
}

// Its state says that WeChat has it, and WeChat does not know it; or shows it again, and people need not
// look.
void note_lost(Payout& payout, PayoutEvent event, Instant now) {
  const bool is_unknown_there = event == PayoutEvent::query_not_found && is_acknowledged(payout.state);
  if (is_unknown_there && !payout.needs_human && now - payout.state_at >= kLostAfter) {
    fetch_human(payout, kHumanLost);
  }
  const bool is_shown = event >= PayoutEvent::create_accepted && event <= PayoutEvent::query_cancelled;
  if (is_shown && payout.human_reason == kHumanLost) dismiss_human(payout);
}

// A cancel that may be made is made first: people may have wanted it because of the age. One that waits for
// funds is at WeChat no transfer yet, and is sent when there are some.
void note_age(Payout& payout, Instant now) {
  const bool may_be_there = !is_terminal(payout.state) && payout.state != PayoutState::parked_funds;
  const bool is_old = may_be_there && payout.first_post_at && now - *payout.first_post_at >= kOpenLifeMax;
  if (is_old && !payout.needs_human && !may_cancel(payout, now)) fetch_human(payout, kHumanTooOld);
}

// What is open for too long is cancelled by ourselves; what WeChat never learns of, does not know any more or
// may soon not be asked about is a person's.
void grow_old(Payout& payout, PayoutEvent event, Instant now) {
  const bool is_overdue = payout.state == PayoutState::await_user && !payout.is_cancel_wanted &&
                          payout.first_post_at && now - *payout.first_post_at >= kAutomaticCancelAfter;
  if (is_overdue) {
    payout.is_cancel_wanted = true;
    payout.cancel_reason = "overdue";
  }
  const bool is_in_vain =
      payout.state == PayoutState::await_user && !may_have_page(payout) && !payout.is_cancel_wanted;
  if (is_in_vain) {
    payout.is_cancel_wanted = true;
    payout.cancel_reason = "no_page";
  }
  const bool is_unheard = payout.state == PayoutState::unknown && payout.is_resend_due;
  if (is_unheard && payout.first_post_at && is_worn_out(payout.posts, since(now, *payout.first_post_at))) {
    fetch_human(payout, kHumanNeverKnown);
  }
  note_lost(payout, event, now);
  note_age(payout, now);
}

// A post that was due and was not made: the worker may not post now, and asked instead.
bool was_resend_passed_over(const Payout& before, Instant now) {
  return before.is_resend_due && may_resend(before, now);
}

Instant due_after(const Payout& before, const Payout& payout, const PayoutNews& news, Instant now,
                  int random_permille) {
  if (payout.state == PayoutState::parked_funds) return now + kFundsProbe;
  const bool wants_resend = payout.is_resend_due && !payout.needs_human && payout.last_post_at;
  if (wants_resend && !was_resend_passed_over(before, now)) {
    return std::max(now, *payout.last_post_at + pause_before_resend(payout.posts));
  }
  // At once when it is news that the dealer has to confirm; a worker that may not post would ask for ever.
  const bool wants_package =
      payout.state == PayoutState::await_user && payout.queries == 0 && lacks_package(payout, now);
  const bool wants_cancel = may_cancel(payout, now) && !may_cancel(before, now);
  if (!payout.needs_human && (wants_package || wants_cancel)) return now;
  const seconds pause = pause_before_query(payout.state, payout.queries, since(now, payout.state_at));
  const seconds floor =
      news.event == PayoutEvent::rate_limited ? std::max(kRateLimitPause, news.wait) : news.wait;
  const Instant asked_again = now + jitter(std::max(pause, floor), random_permille);
  // A dealer without the page cannot confirm: not later than the post that brings it may be made.
  if (waits_for_package(payout, now))
    return std::max(now + floor, std::min(package_due(payout), asked_again));
  return asked_again;
}

// Refused under the authorisation, and the number is not known: the dealer is asked for a tap, under the same
// number, so that at most one of the two ever is a transfer. What was only lost goes again as it is, a few
// times.
void leave_direct(PayoutChange& change) {
  const bool is_in_vain = change.after.route == PayoutRoute::direct && change.after.posts >= kDirectPostsMax;
  change.leaves_direct = change.after.route == PayoutRoute::refused || is_in_vain;
  if (change.leaves_direct) change.after.route = PayoutRoute::confirmed;
}

void note_effects(PayoutChange& change, const Payout& before, const PayoutNews& news) {
  Payout& after = change.after;
  change.locks = is_locked_at_wechat(after.state) && !before.is_locked;
  if (change.locks) after.is_locked = true;
  change.opens_breaker = news.event == PayoutEvent::short_of_funds;
  change.closes_breaker =
      news.event >= PayoutEvent::create_processing && news.event <= PayoutEvent::create_success;
  if (before.state == after.state) return;
  const bool is_unpaid = after.state == PayoutState::failed || after.state == PayoutState::cancelled;
  change.settles = after.state == PayoutState::succeeded;
  change.unlocks = is_unpaid && after.is_locked;
  if (change.unlocks) after.is_locked = false;
  change.gives_back = after.state == PayoutState::voided || after.state == PayoutState::cancelled ||
                      (after.state == PayoutState::failed && news.blame == FailBlame::dealer);
  if (is_unpaid && !change.gives_back) fetch_human(after, kHumanFailReason);
  if (change.settles || change.gives_back) dismiss_human(after);
}

}  // namespace

std::string_view to_word(PayoutRoute route) { return kRouteWords[static_cast<std::size_t>(route)]; }

std::optional<PayoutRoute> payout_route_from(std::string_view word) {
  for (std::size_t i = 0; i < kRouteWords.size(); ++i) {
    if (kRouteWords[i] == word) return static_cast<PayoutRoute>(i);
  }
  return std::nullopt;
}

std::optional<PayoutStep> next_payout_step(const Payout& payout, Instant now) {
  const bool is_free = !payout.needs_human;
  switch (payout.state) {
    case PayoutState::created:
    case PayoutState::parked_funds:
      return is_free ? std::optional(PayoutStep::post) : std::nullopt;
    case PayoutState::submitting:
    case PayoutState::unknown:
      return is_free && payout.is_resend_due && may_resend(payout, now) ? PayoutStep::post
                                                                        : PayoutStep::query;
    case PayoutState::accepted:
    case PayoutState::locking:
      return is_free && may_cancel(payout, now) ? PayoutStep::cancel : PayoutStep::query;
    case PayoutState::await_user:
      if (is_free && may_cancel(payout, now)) return PayoutStep::cancel;
      return is_free && lacks_package(payout, now) ? PayoutStep::post : PayoutStep::query;
    case PayoutState::transferring:
    case PayoutState::cancelling:
      return PayoutStep::query;
    case PayoutState::succeeded:
    case PayoutState::failed:
    case PayoutState::cancelled:
    case PayoutState::voided:
      return std::nullopt;
  }
  FENRUN_UNREACHABLE("no such state of a transfer");
}

Payout left_to_people(Payout payout, std::string_view reason) {
  fetch_human(payout, reason);
  return payout;
}

bool is_of(const Payout& payout, const PayoutMerchant& merchant) {
  return payout.mchid == merchant.mchid && payout.appid == merchant.appid;
}

Payout found_by(Payout payout, const PayoutMerchant& merchant) {
  const bool is_ours = is_of(payout, merchant);
  if (is_ours && payout.human_reason == kHumanOtherMerchant) dismiss_human(payout);
  if (!is_ours && !payout.needs_human) fetch_human(payout, kHumanOtherMerchant);
  return payout;
}

Payout claim_step(Payout payout, PayoutStep step, Instant now) {
  ++payout.fence;
  if (step == PayoutStep::query) {
    ++payout.queries;
    return payout;
  }
  if (step == PayoutStep::cancel) {
    ++payout.cancels;
    payout.last_cancel_at = now;
    return payout;
  }
  const bool is_known = payout.state == PayoutState::await_user;
  const PayoutMove move = decide_payout(payout.state, is_known ? PayoutEvent::resend : PayoutEvent::send);
  FENRUN_ASSERT(move.verdict != PayoutVerdict::refuse);
  enter_state(payout, move.to, now);
  payout.is_resend_due = false;
  ++payout.posts;
  payout.last_post_at = now;
  if (!payout.first_post_at) payout.first_post_at = now;
  return payout;
}

PayoutChange change_payout(const Payout& before, const PayoutNews& news, Instant now, int random_permille) {
  const PayoutMove move = decide_payout(before.state, news.event);
  FENRUN_ASSERT(move.verdict != PayoutVerdict::refuse);
  PayoutChange change{before, move.verdict};
  Payout& after = change.after;
  if (move.verdict == PayoutVerdict::contradict) {
    fetch_human(after, kHumanContradiction);
    change.blows_fuse = true;
    // It is asked about as often as before: the next answer may end it, and may be as wrong as this one.
    const bool is_asked_about = after.due_at && after.state != PayoutState::created;
    if (is_asked_about) after.due_at = due_after(before, after, news, now, random_permille);
    return change;
  }
  enter_state(after, move.to, now);
  take_over_facts(after, news);
  const bool is_refused = news.event == PayoutEvent::exists_already && after.route == PayoutRoute::direct &&
                          after.state == PayoutState::unknown;
  if (is_refused) after.route = PayoutRoute::refused;
  if (news.event == PayoutEvent::query_not_found && after.state == PayoutState::unknown) {
    after.is_resend_due = true;
    leave_direct(change);
  }
  grow_old(after, news.event, now);
  note_effects(change, before, news);
  if (is_terminal(after.state)) {
    after.due_at.reset();
    return change;
  }
  const bool asks_now = move.verdict == PayoutVerdict::ask || news.event == PayoutEvent::exists_already ||
                        news.event == PayoutEvent::create_fail || news.event == PayoutEvent::create_cancelled;
  after.due_at = asks_now ? now : due_after(before, after, news, now, random_permille);
  return change;
}

}  // namespace fenrun
