// An invite is taken back: nobody can apply with it, and open applications made with it cannot be approved.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/invite.hpp"

namespace fenrun::flows {

struct RevokeInviteCommand {
  ConsumerId consumer;  // the inviting dealer's own person; not set: an operator, who may revoke anybody's
  std::string code;
};

// Refuses with kInviteNotFound (also for another dealer's) and kInviteRevoked (already).
Result<Invite> revoke_invite(db::Tx& tx, const RevokeInviteCommand& command, Instant now);

}  // namespace fenrun::flows
