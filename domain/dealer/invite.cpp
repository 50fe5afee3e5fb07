#include "domain/dealer/invite.hpp"

namespace fenrun {

Result<int> decide_invite(const InviteTerms& terms, const std::optional<Dealer>& inviter, int open_invites,
                          Instant now) {
  if (terms.uses < 1 || terms.uses > kInviteUsesMax) return kInviteUsesInvalid;
  if (terms.expires_at <= now || terms.expires_at > now + kInviteLifeMax) return kInviteExpiryInvalid;
  if (inviter) {
    if (const Done active = check_active(*inviter); !active) return active.error();
  }
  if (inviter && inviter->level >= kLevelMax) return kInviteLevelMax;
  if (open_invites >= (inviter ? kOpenInvitesPerDealerMax : kOpenInvitesOfProducerMax)) return kInviteTooMany;
  return inviter ? inviter->level + 1 : 1;
}

Done check_usable(const Invite& invite, Instant now) {
  if (invite.revoked_at) return kInviteRevoked;
  if (invite.expires_at <= now) return kInviteExpired;
  if (invite.uses_left <= 0) return kInviteUsedUp;
  return {};
}

Done check_consumable(const Invite& invite) {
  if (invite.revoked_at) return kInviteRevoked;
  if (invite.uses_left <= 0) return kInviteUsedUp;
  return {};
}

bool is_invite_code(std::string_view code) {
  if (code.size() < kInviteCodeLengthMin || code.size() > kInviteCodeLengthMax) return false;
  return code.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") == std::string_view::npos;
}

}  // namespace fenrun
