#include "domain/withdrawal/withdrawal_set.hpp"

#include <algorithm>
#include <vector>

namespace fenrun {

std::string_view to_word(SetAction action) {
  switch (action) {
    case SetAction::approve:
      return "approve";
    case SetAction::reject:
      return "reject";
    case SetAction::review:
      return "review";
  }
  return "";
}

std::optional<SetAction> set_action_from(std::string_view word) {
  for (const SetAction action : {SetAction::approve, SetAction::reject, SetAction::review}) {
    if (to_word(action) == word) return action;
  }
  return std::nullopt;
}

WithdrawalEvent event_of(SetAction action) {
  switch (action) {
    case SetAction::approve:
      return WithdrawalEvent::approve;
    case SetAction::reject:
      return WithdrawalEvent::reject;
    case SetAction::review:
      return WithdrawalEvent::put_in_review;
  }
  return WithdrawalEvent::put_in_review;
}

std::string_view to_word(SetOutcome outcome) {
  switch (outcome) {
    case SetOutcome::excluded:
      return "excluded";
    case SetOutcome::waiting:
      return "waiting";
    case SetOutcome::done:
      return "done";
    case SetOutcome::changed:
      return "changed";
    case SetOutcome::refused:
      return "refused";
  }
  return "";
}

std::optional<SetOutcome> set_outcome_from(std::string_view word) {
  for (const SetOutcome outcome : kSetOutcomes) {
    if (to_word(outcome) == word) return outcome;
  }
  return std::nullopt;
}

SetSums sum_up(std::span<const SetMember> members) {
  SetSums sums;
  for (const SetMember& member : members) {
    ++sums.count;
    sums.sum.value += member.gross.value;
    sums.largest = std::max(sums.largest, member.gross);
  }
  return sums;
}

// Ids, numbers and words of ours: none of them holds a blank or the end of a line.
std::string set_text(SetAction action, std::span<const SetMember> members) {
  const SetSums sums = sum_up(members);
  std::vector<std::string> lines;
  lines.reserve(members.size());
  for (const SetMember& member : members) {
    lines.push_back(member.public_id + " " + std::to_string(member.version) + " " +
                    std::to_string(member.gross.value));
  }
  std::ranges::sort(lines);
  std::string text = "fenrun withdrawal set v1\n" + std::string(to_word(action)) + "\n" +
                     std::to_string(sums.count) + "\n" + std::to_string(sums.sum.value);
  for (const std::string& line : lines) text += "\n" + line;
  return text;
}

Done check_set_start(const WithdrawalSet& set, StaffId staff, std::string_view session, Instant now) {
  if (set.staff != staff || set.session != session) return kWithdrawalSetOfAnother;
  if (set.started_at) return kWithdrawalSetStarted;
  if (now - set.previewed_at > kWithdrawalSetLife) return kWithdrawalSetExpired;
  if (set.sums.count == 0) return kWithdrawalSetEmpty;
  return {};
}

}  // namespace fenrun
