// A set of withdrawals that a person looked at before deciding on all of them: frozen when it was shown, and
// known by a digest of what was in it, so that what is confirmed is what is done.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/withdrawal/withdrawal_id.hpp"
#include "domain/withdrawal/withdrawal_state.hpp"

namespace fenrun {

using WithdrawalSetId = Id<struct WithdrawalSetNoun>;

enum class SetAction { approve, reject, review };
std::string_view to_word(SetAction action);
std::optional<SetAction> set_action_from(std::string_view word);
// Of a whole decision: an approval in part is judged as one.
WithdrawalEvent event_of(SetAction action);

// What became of one withdrawal of a set.
enum class SetOutcome {
  excluded,  // when the set was made: it is not part of it
  waiting,
  done,
  changed,  // since it was shown
  refused,  // a rule said no meanwhile
};
inline constexpr SetOutcome kSetOutcomes[] = {SetOutcome::excluded, SetOutcome::waiting, SetOutcome::done,
                                              SetOutcome::changed, SetOutcome::refused};
std::string_view to_word(SetOutcome outcome);
std::optional<SetOutcome> set_outcome_from(std::string_view word);

inline constexpr std::size_t kWithdrawalSetMax = 10'000;
// A set that was not started by then has to be made anew: it tells about a past.
inline constexpr std::chrono::minutes kWithdrawalSetLife{30};

struct SetMember {
  std::string public_id;
  std::int64_t version = 0;
  Fen gross;
};

struct SetSums {
  int count = 0;
  Fen sum;
  Fen largest;
};
SetSums sum_up(std::span<const SetMember> members);

// What a digest of the set is made of: action, count, sum, and each member with version and amount, whatever
// the order in which they are given.
std::string set_text(SetAction action, std::span<const SetMember> members);

struct WithdrawalSet {
  WithdrawalSetId id;
  std::string public_id;  // its job's too
  SetAction action = SetAction::approve;
  StaffId staff;
  std::string session;  // 32 bytes
  std::string digest;   // 32 bytes
  int selected = 0;
  bool is_cut = false;  // the list had more than a set may hold
  SetSums sums;
  int completed = 0;  // need no other person afterwards
  std::string reason;
  Instant previewed_at;
  std::optional<Instant> started_at;
};

inline constexpr ErrorCode kWithdrawalSetNotFound{ErrorKind::not_found, "withdrawal_set.not_found",
                                                  "提现批次不存在", "There is no such set of withdrawals"};
inline constexpr ErrorCode kWithdrawalSetOfAnother{ErrorKind::forbidden, "withdrawal_set.of_another",
                                                   "只能执行自己在本次登录中预览的批次",
                                                   "Only who made a set in this session may start it"};
inline constexpr ErrorCode kWithdrawalSetStarted{ErrorKind::conflict, "withdrawal_set.started",
                                                 "该批次已执行", "The set was started already"};
inline constexpr ErrorCode kWithdrawalSetExpired{ErrorKind::conflict, "withdrawal_set.expired",
                                                 "该批次预览已过期，请重新预览",
                                                 "The set is too old; please make it anew"};
inline constexpr ErrorCode kWithdrawalSetEmpty{ErrorKind::conflict, "withdrawal_set.empty",
                                               "该批次没有可处理的提现",
                                               "There is nothing in the set to decide on"};

// Refuses, in this order, with kWithdrawalSetOfAnother, kWithdrawalSetStarted, kWithdrawalSetExpired and
// kWithdrawalSetEmpty.
Done check_set_start(const WithdrawalSet& set, StaffId staff, std::string_view session, Instant now);

}  // namespace fenrun
