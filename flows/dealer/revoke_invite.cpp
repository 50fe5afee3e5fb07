#include "flows/dealer/revoke_invite.hpp"

#include "db/dealer/dealer.hpp"
#include "db/dealer/invite.hpp"

namespace fenrun::flows {
namespace {

// Whether the caller may see the invite at all.
bool is_callers(db::Tx& tx, const Invite& invite, ConsumerId consumer) {
  if (!consumer.is_set()) return true;
  const auto dealer = db::find_dealer_of_consumer(tx, consumer);
  return dealer && dealer->id == invite.inviter_id;
}

}  // namespace

Result<Invite> revoke_invite(db::Tx& tx, const RevokeInviteCommand& command, Instant now) {
  auto invite = db::lock_invite_by_code(tx, command.code);
  if (!invite || !is_callers(tx, *invite, command.consumer)) return kInviteNotFound;
  if (invite->revoked_at) return kInviteRevoked;
  db::revoke_invite_row(tx, invite->id, now);
  invite->revoked_at = now;
  return *invite;
}

}  // namespace fenrun::flows
