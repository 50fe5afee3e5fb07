// An invite lets people apply for the level below the inviter's. Level and parent come from the invite, never
// from the applicant.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/ids.hpp"

namespace fenrun {

inline constexpr int kInviteUsesMax = 100;
inline constexpr std::chrono::hours kInviteLifeMax{24 * 90};
inline constexpr int kOpenInvitesPerDealerMax = 50;
inline constexpr int kOpenInvitesOfProducerMax = 1000;
// Base-32 characters: at least 80 bits, so that a code cannot be guessed.
inline constexpr std::size_t kInviteCodeLengthMin = 16;
inline constexpr std::size_t kInviteCodeLengthMax = 32;

struct Invite {
  InviteId id;
  std::string code;
  DealerId inviter_id;  // kProducer when an operator made it
  int level = 0;        // the level that it invites to
  int uses_left = 0;    // one is consumed by each approval
  Instant expires_at;
  std::optional<Instant> revoked_at;
  Instant created_at;
};

inline constexpr ErrorCode kInviteNotFound{ErrorKind::not_found, "invite.not_found", "邀请码不存在",
                                           "There is no such invite"};
inline constexpr ErrorCode kInviteRevoked{ErrorKind::refused, "invite.revoked", "邀请码已被撤销",
                                          "This invite was revoked"};
inline constexpr ErrorCode kInviteExpired{ErrorKind::refused, "invite.expired", "邀请码已过期",
                                          "This invite has expired"};
inline constexpr ErrorCode kInviteUsedUp{ErrorKind::refused, "invite.used_up", "邀请码已用完",
                                         "This invite is used up"};
inline constexpr ErrorCode kInviteLevelMax{ErrorKind::refused, "invite.level_max", "三级经销商不能再邀请下级",
                                           "A level-3 dealer cannot invite dealers"};
inline constexpr ErrorCode kInviteTooMany{ErrorKind::refused, "invite.too_many",
                                          "有效邀请码过多，请先撤销部分邀请码",
                                          "Too many open invites; revoke some first"};
inline constexpr ErrorCode kInviteUsesInvalid{ErrorKind::invalid, "invite.uses_invalid",
                                              "可用次数须为 1 至 100", "The number of uses must be 1 to 100"};
inline constexpr ErrorCode kInviteExpiryInvalid{ErrorKind::invalid, "invite.expiry_invalid",
                                                "有效期须在 90 天以内且晚于当前时间",
                                                "The expiry must be later than now and within 90 days"};

struct InviteTerms {
  int uses = 1;
  Instant expires_at;
};

// The level that `inviter` (nothing: the producer) may invite to. `open_invites` counts those still usable.
// Refuses, in this order, with kInviteUsesInvalid, kInviteExpiryInvalid, those of check_active(),
// kInviteLevelMax, kInviteTooMany.
Result<int> decide_invite(const InviteTerms& terms, const std::optional<Dealer>& inviter, int open_invites,
                          Instant now);

// Whether one may apply with it. Refuses with kInviteRevoked, kInviteExpired, kInviteUsedUp, in this order.
Done check_usable(const Invite& invite, Instant now);

// Whether an application made with it may be approved: expiry bounds applying, not the operator's queue, so
// only kInviteRevoked and kInviteUsedUp refuse.
Done check_consumable(const Invite& invite);

bool is_invite_code(std::string_view code);

}  // namespace fenrun
