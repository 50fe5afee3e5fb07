#include "tests/simulation/decisions.hpp"

#include <string>

#include "tests/simulation/plant.hpp"

namespace fenrun {
namespace {

using simulation::is_planted;
using simulation::Plant;

constexpr std::chrono::hours kADay{24};

bool is_unpaid_end(PayoutState state) {
  return state == PayoutState::failed || state == PayoutState::cancelled;
}

bool says_success(PayoutEvent event) {
  return event == PayoutEvent::create_success || event == PayoutEvent::query_success ||
         event == PayoutEvent::notice_success;
}

// What a message is taken for.
PayoutNews misheard(const Payout& before, PayoutNews news, Instant now) {
  const bool is_notice =
      news.event == PayoutEvent::notice_fail || news.event == PayoutEvent::notice_cancelled;
  const bool is_sent = before.state != PayoutState::created && !is_terminal(before.state);
  if (is_planted(Plant::failure_notice_believed) && is_notice && is_sent) {
    news.event = PayoutEvent::query_fail;
    news.blame = FailBlame::dealer;
  }
  const bool is_a_day_old = before.first_post_at && now - *before.first_post_at >= kADay;
  if (is_planted(Plant::closed_after_a_day) && is_a_day_old && news.event == PayoutEvent::query_wait) {
    news.event = PayoutEvent::query_fail;
    news.blame = FailBlame::dealer;
  }
  return news;
}

void believe_the_last(PayoutChange& change, const PayoutNews& news) {
  change.blows_fuse = false;
  change.after.needs_human = false;
  change.after.state = says_success(news.event) ? PayoutState::succeeded : PayoutState::failed;
  change.after.due_at.reset();
  change.settles = says_success(news.event);
  change.gives_back = !change.settles;
}

void spoil_change(PayoutChange& change, const Payout& before, const PayoutNews& news, Instant now) {
  const bool is_contradiction = change.verdict == PayoutVerdict::contradict && is_terminal(before.state);
  if (is_planted(Plant::contradiction_believed) && is_contradiction) believe_the_last(change, news);
  const bool is_repeated = change.verdict == PayoutVerdict::stay && is_unpaid_end(before.state);
  if (is_planted(Plant::failure_returns_twice) && is_repeated) change.gives_back = true;
  if (is_planted(Plant::unlock_forgotten)) change.unlocks = false;
  if (is_planted(Plant::lock_forgotten)) change.locks = false;
  const bool is_resend_due = change.after.is_resend_due && !is_terminal(change.after.state);
  if (is_planted(Plant::resend_without_pause) && is_resend_due) change.after.due_at = now;
  const bool is_asked = change.verdict == PayoutVerdict::contradict && change.after.due_at;
  if (is_planted(Plant::contradiction_asked_at_once) && is_asked) change.after.due_at = now;
  const bool lacks_page =
      change.after.state == PayoutState::await_user && !change.after.has_package && change.after.posts == 1;
  if (is_planted(Plant::page_asked_for_at_once) && lacks_page) change.after.due_at = now;
  const bool is_paid_again = change.verdict == PayoutVerdict::stay &&
                             before.state == PayoutState::succeeded && says_success(news.event);
  if (is_planted(Plant::success_settles_twice) && is_paid_again) change.settles = true;
  if (is_planted(Plant::people_not_told)) change.after.needs_human = false;
  const bool is_lost = change.after.human_reason == kHumanLost;
  if (is_planted(Plant::forgotten_comes_back) && is_lost) change.after.needs_human = false;
  const bool has_failed = change.verdict == PayoutVerdict::move && change.after.state == PayoutState::failed;
  if (is_planted(Plant::fuse_for_each_failure) && has_failed) change.blows_fuse = true;
  const bool is_waiting = change.after.state == PayoutState::await_user;
  if (is_planted(Plant::next_query_forgotten) && is_waiting) change.after.due_at.reset();
}

// The hold as it would be written down without a look at the balance.
PlannedMovement unchecked_hold(const Movement& movement, const SheetState& before) {
  PlannedMovement plan{{Posting(Account::available, Account::held, movement.amount)}, before};
  plan.after.balance = after(before.balance, plan.postings);
  plan.after.withdrawal = WithdrawalMoney{movement.dealer, movement.amount, {}};
  return plan;
}

}  // namespace

PayoutChange decided_change_payout(const Payout& before, const PayoutNews& news, Instant now,
                                   int random_permille) {
  const PayoutNews heard = misheard(before, news, now);
  PayoutChange change = change_payout(before, heard, now, random_permille);
  spoil_change(change, before, heard, now);
  return change;
}

std::optional<PayoutStep> decided_next_payout_step(const Payout& payout, Instant now) {
  const bool is_unheard = payout.state == PayoutState::unknown || payout.state == PayoutState::submitting;
  if (is_planted(Plant::resend_without_pause) && is_unheard && payout.is_resend_due) return PayoutStep::post;
  const bool is_unanswered = payout.state == PayoutState::unknown && payout.posts > 0;
  if (is_planted(Plant::unanswered_posted_again) && is_unanswered) return PayoutStep::post;
  return next_payout_step(payout, now);
}

int decided_valid_approvals(std::span<const Approval> of_this_round, const ApprovalPolicy& policy,
                            Instant now) {
  if (is_planted(Plant::lapsed_approvals_count)) return static_cast<int>(of_this_round.size());
  return valid_approvals(of_this_round, policy, now);
}

bool decided_have_lapsed(std::span<const Approval> of_this_round, const ApprovalPolicy& policy, Instant now) {
  return !is_planted(Plant::lapsed_approvals_count) && have_lapsed(of_this_round, policy, now);
}

int decided_approvals_needed(const ApprovalPolicy& policy, Fen gross, Instant known_since, Instant now) {
  if (is_planted(Plant::one_approval_is_enough)) return 1;
  return approvals_needed(policy, gross, known_since, now);
}

Result<PlannedMovement> decided_plan_movement(const Movement& movement, const SheetState& before) {
  const bool is_settlement = movement.kind == MovementKind::settle && movement.amount > Fen{1};
  if (is_planted(Plant::a_fen_is_left) && is_settlement) {
    Movement less = movement;
    less.amount.value -= 1;
    return plan_movement(less, before);
  }
  auto plan = plan_movement(movement, before);
  const bool is_short = movement.kind == MovementKind::hold && plan.refused_with(kAvailableShort);
  if (is_planted(Plant::overdraft_allowed) && is_short) return unchecked_hold(movement, before);
  return plan;
}

namespace flows {

bool decided_is_genuine(const WithdrawalKeys& keys, const Withdrawal& withdrawal, const Approval& approval) {
  return is_planted(Plant::seal_not_checked) || is_genuine(keys, withdrawal, approval);
}

}  // namespace flows

namespace simulation {

void assertion_broke(const char* condition, const char* file, int line) {
  throw BrokenAssertion(std::string(condition) + " at " + file + ":" + std::to_string(line));
}

}  // namespace simulation
}  // namespace fenrun
