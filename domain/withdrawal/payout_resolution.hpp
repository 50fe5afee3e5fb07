// What two people of finance decide about a transfer that goes on no more by itself: one proposes with
// evidence, another confirms, and the payout worker carries it out.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/withdrawal/payout.hpp"
#include "domain/withdrawal/withdrawal_id.hpp"

namespace fenrun {

using PayoutResolutionId = Id<struct PayoutResolutionNoun>;

enum class ResolutionAction {
  cancel,        // ask WeChat to call it off; what WeChat says then decides. Takes back what was never sent
  close_paid,    // the evidence shows that the dealer has the money
  close_unpaid,  // the evidence shows that the money never left, and WeChat will not pay it any more
};
std::string_view to_word(ResolutionAction action);
std::optional<ResolutionAction> resolution_action_from(std::string_view word);

enum class ResolutionState {
  proposed,
  confirmed,  // by another person: the worker's turn
  refused,    // by anybody of finance, before it was confirmed
  applied,
  void_,  // the transfer had moved on when its turn came
};
std::string_view to_word(ResolutionState state);
std::optional<ResolutionState> resolution_state_from(std::string_view word);

struct PayoutResolution {
  PayoutResolutionId id;
  std::string public_id;
  PayoutId payout;
  std::string number;  // the transfer's
  Fen amount;
  ResolutionAction action = ResolutionAction::cancel;
  std::string reference;  // a line of the fund bill, a ticket of WeChat's support
  std::string evidence;   // what it shows, in words
  ResolutionState state = ResolutionState::proposed;
  StaffId proposed_by;
  Instant proposed_at;
  StaffId decided_by;  // who confirmed or refused it
  std::optional<Instant> decided_at;
  std::string mac;  // 32 bytes over resolution_text(), from the confirmation on
  std::optional<Instant> applied_at;
  std::string outcome;  // a word: what it came to, or why it was void

  friend bool operator==(const PayoutResolution&, const PayoutResolution&) = default;
};

inline constexpr std::size_t kResolutionEvidenceMax = 500;
inline constexpr std::size_t kResolutionReferenceMax = 64;
// Before that WeChat may still pay what was sent: nothing but its own word closes a transfer unpaid.
inline constexpr std::chrono::days kUnpaidByEvidenceAfter{31};

inline constexpr ErrorCode kResolutionNotFound{ErrorKind::not_found, "payout_resolution.not_found",
                                               "该人工处理不存在", "There is no such resolution"};
inline constexpr ErrorCode kResolutionOpen{ErrorKind::conflict, "payout_resolution.open",
                                           "该转账已有待处理的人工处理",
                                           "A resolution of this transfer is open already"};
inline constexpr ErrorCode kResolutionDecided{ErrorKind::conflict, "payout_resolution.decided",
                                              "该人工处理已有结论", "The resolution was decided already"};
inline constexpr ErrorCode kResolutionBySame{ErrorKind::forbidden, "payout_resolution.same_person",
                                             "人工处理须由另一人确认",
                                             "Another person has to confirm a resolution"};
inline constexpr ErrorCode kResolutionNoTransfer{ErrorKind::conflict, "payout_resolution.no_transfer",
                                                 "该提现没有未完结的转账",
                                                 "The withdrawal has no transfer that is open"};
inline constexpr ErrorCode kResolutionNotStuck{
    ErrorKind::conflict, "payout_resolution.not_stuck", "转账仍在自动处理中，不能凭证据关闭",
    "The transfer still goes on by itself; it cannot be closed by evidence"};
inline constexpr ErrorCode kResolutionContradicted{
    ErrorKind::conflict, "payout_resolution.contradicted", "微信的说法与账目矛盾，不能撤销，只能凭证据关闭",
    "What WeChat says contradicts the books; it cannot be cancelled, only closed by evidence"};
inline constexpr ErrorCode kResolutionTooEarly{
    ErrorKind::conflict, "payout_resolution.too_early", "首次提交未满 31 天，不能认定为未付",
    "Less than 31 days have passed since it was first sent; it cannot be taken as unpaid"};
inline constexpr ErrorCode kResolutionEvidenceInvalid{
    ErrorKind::invalid, "payout_resolution.evidence_invalid", "请填写凭证编号与说明",
    "A reference and what it shows are needed"};

// Whether it may be done to the transfer as it is now. Refuses, in this order, with kResolutionNoTransfer,
// for a cancel with kResolutionContradicted, for a closing with kResolutionNotStuck and kResolutionTooEarly.
Done check_resolution(ResolutionAction action, const Payout& payout, Instant now);
// Refuses with kResolutionEvidenceInvalid.
Done check_evidence(std::string_view reference, std::string_view evidence);
// Refuses, in this order, with kResolutionDecided and kResolutionBySame.
Done check_resolution_confirmed_by(const PayoutResolution& resolution, StaffId staff);

// What it does to the transfer; check_resolution() has let it.
PayoutChange resolve_payout(const Payout& payout, ResolutionAction action, Instant now);

// Everything that the second person saw: what is confirmed, and what the worker checks.
std::string resolution_text(const PayoutResolution& resolution);

}  // namespace fenrun
