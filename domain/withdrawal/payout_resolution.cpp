#include "domain/withdrawal/payout_resolution.hpp"

#include "base/assert.hpp"
#include "domain/text.hpp"

namespace fenrun {
namespace {

constexpr std::string_view kManual = "manual";

// The worker goes on by itself again, and cancels at its next turn.
PayoutChange want_cancel(const Payout& payout, Instant now) {
  PayoutChange change{payout, PayoutVerdict::stay};
  change.after.is_cancel_wanted = true;
  change.after.cancel_reason = kManual;
  change.after.needs_human = false;
  change.after.human_reason.clear();
  change.after.due_at = now;
  return change;
}

// The blame decides who gets the money: a transfer that was never paid gives it back to the dealer.
PayoutChange close_by_evidence(const Payout& payout, PayoutEvent event, Instant now) {
  PayoutNews news;
  news.event = event;
  news.fail_reason = event == PayoutEvent::people_unpaid ? "BY_EVIDENCE" : "";
  news.blame = FailBlame::dealer;
  return change_payout(payout, news, now, 0);
}

}  // namespace

std::string_view to_word(ResolutionAction action) {
  switch (action) {
    case ResolutionAction::cancel:
      return "cancel";
    case ResolutionAction::close_paid:
      return "close_paid";
    case ResolutionAction::close_unpaid:
      return "close_unpaid";
  }
  return "";
}

std::optional<ResolutionAction> resolution_action_from(std::string_view word) {
  for (const auto action :
       {ResolutionAction::cancel, ResolutionAction::close_paid, ResolutionAction::close_unpaid}) {
    if (to_word(action) == word) return action;
  }
  return std::nullopt;
}

std::string_view to_word(ResolutionState state) {
  switch (state) {
    case ResolutionState::proposed:
      return "proposed";
    case ResolutionState::confirmed:
      return "confirmed";
    case ResolutionState::refused:
      return "refused";
    case ResolutionState::applied:
      return "applied";
    case ResolutionState::void_:
      return "void";
  }
  return "";
}

std::optional<ResolutionState> resolution_state_from(std::string_view word) {
  for (const auto state : {ResolutionState::proposed, ResolutionState::confirmed, ResolutionState::refused,
                           ResolutionState::applied, ResolutionState::void_}) {
    if (to_word(state) == word) return state;
  }
  return std::nullopt;
}

Done check_resolution(ResolutionAction action, const Payout& payout, Instant now) {
  // One that was never sent needs no evidence: where it is stuck, a cancel takes it back.
  const bool is_taken_back = payout.needs_human && action == ResolutionAction::cancel;
  const bool is_unsent = payout.state == PayoutState::created;
  if (is_terminal(payout.state) || (is_unsent && !is_taken_back)) return kResolutionNoTransfer;
  if (action == ResolutionAction::cancel) {
    if (payout.human_reason == kHumanContradiction) return kResolutionContradicted;
    return {};
  }
  if (!payout.needs_human) return kResolutionNotStuck;
  if (action == ResolutionAction::close_paid) return {};
  const bool is_old = payout.first_post_at && now - *payout.first_post_at > kUnpaidByEvidenceAfter;
  if (!is_old) return kResolutionTooEarly;
  return {};
}

Done check_evidence(std::string_view reference, std::string_view evidence) {
  const bool is_good =
      is_one_line(reference, 1, kResolutionReferenceMax) && is_one_line(evidence, 1, kResolutionEvidenceMax);
  if (!is_good) return kResolutionEvidenceInvalid;
  return {};
}

Done check_resolution_confirmed_by(const PayoutResolution& resolution, StaffId staff) {
  if (resolution.state != ResolutionState::proposed) return kResolutionDecided;
  if (resolution.proposed_by == staff) return kResolutionBySame;
  return {};
}

PayoutChange resolve_payout(const Payout& payout, ResolutionAction action, Instant now) {
  FENRUN_ASSERT(check_resolution(action, payout, now));
  switch (action) {
    case ResolutionAction::cancel:
      return want_cancel(payout, now);
    case ResolutionAction::close_paid:
      return close_by_evidence(payout, PayoutEvent::people_paid, now);
    case ResolutionAction::close_unpaid:
      return close_by_evidence(payout, PayoutEvent::people_unpaid, now);
  }
  FENRUN_UNREACHABLE("no such action");
}

// Reference and evidence are one line each.
std::string resolution_text(const PayoutResolution& resolution) {
  std::string text = "fenrun payout resolution v1";
  for (const std::string& part :
       {resolution.public_id, resolution.number, std::to_string(resolution.amount.value),
        std::string(to_word(resolution.action)), resolution.reference, resolution.evidence,
        std::to_string(resolution.proposed_by.value)}) {
    text += '\n';
    text += part;
  }
  return text;
}

}  // namespace fenrun
