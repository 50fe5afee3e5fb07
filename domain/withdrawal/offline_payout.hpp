// A withdrawal that is paid outside WeChat, because WeChat will not pay it: one of finance proposes it with
// evidence, another confirms it.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/withdrawal/withdrawal_id.hpp"

namespace fenrun {

using OfflinePayoutId = Id<struct OfflinePayoutNoun>;

enum class OfflineMethod { bank, alipay, cash, other };
std::string_view to_word(OfflineMethod method);
std::optional<OfflineMethod> offline_method_from(std::string_view word);

enum class OfflinePayoutState {
  proposed,
  paid,     // confirmed by another person: it is in the ledger
  refused,  // by anybody of finance, before it was confirmed
};
std::string_view to_word(OfflinePayoutState state);
std::optional<OfflinePayoutState> offline_payout_state_from(std::string_view word);

struct OfflinePayout {
  OfflinePayoutId id;
  std::string public_id;
  WithdrawalId withdrawal;
  std::string withdrawal_public_id;
  Fen amount;  // the withdrawal's net
  OfflineMethod method = OfflineMethod::bank;
  std::string reference;  // the bank's number of the payment
  Instant paid_at;
  std::string evidence;  // what shows it, in words
  OfflinePayoutState state = OfflinePayoutState::proposed;
  StaffId proposed_by;
  Instant proposed_at;
  StaffId decided_by;
  std::optional<Instant> decided_at;
  std::string reason;  // why it was refused; empty: it was not
  std::string mac;     // 32 bytes over offline_payout_text() and who confirmed it

  friend bool operator==(const OfflinePayout&, const OfflinePayout&) = default;
};

inline constexpr std::size_t kOfflineEvidenceMax = 500;
inline constexpr std::size_t kOfflineReferenceMax = 64;

inline constexpr ErrorCode kOfflinePayoutNotFound{ErrorKind::not_found, "offline_payout.not_found",
                                                  "该线下打款不存在", "There is no such offline payout"};
inline constexpr ErrorCode kOfflinePayoutOpen{ErrorKind::conflict, "offline_payout.open",
                                              "该提现已有线下打款登记",
                                              "An offline payout of this withdrawal is registered already"};
inline constexpr ErrorCode kOfflinePayoutDecided{ErrorKind::conflict, "offline_payout.decided",
                                                 "该线下打款已有结论",
                                                 "The offline payout was decided already"};
inline constexpr ErrorCode kOfflinePayoutBySame{ErrorKind::forbidden, "offline_payout.same_person",
                                                "线下打款须由另一人确认",
                                                "Another person has to confirm an offline payout"};
inline constexpr ErrorCode kOfflinePayoutReferenceUsed{
    ErrorKind::conflict, "offline_payout.reference_used", "该凭证编号已用于另一笔线下打款",
    "The reference stands for another offline payout already"};
inline constexpr ErrorCode kOfflinePayoutInvalid{
    ErrorKind::invalid, "offline_payout.invalid",
    "请填写凭证编号、说明与付款时间（不早于提现申请，不晚于现在）",
    "A reference, what shows it, and when it was paid are needed: after the request and not in the future"};

// Refuses with kOfflinePayoutInvalid.
Done check_offline_payout(const OfflinePayout& payout, Instant requested_at, Instant now);
// Refuses, in this order, with kOfflinePayoutDecided and kOfflinePayoutBySame.
Done check_offline_confirmed_by(const OfflinePayout& payout, StaffId staff);

// Everything that the second person saw.
std::string offline_payout_text(const OfflinePayout& payout);

}  // namespace fenrun
