#include "flows/dealer/create_invite.hpp"

#include "base/assert.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/invite.hpp"

namespace fenrun::flows {
namespace {

// The dealer's row stays locked, so that its invites are counted one after the other and it is not suspended
// meanwhile. The producer has no row: its operators can overrun the limit by as many as press the button at
// once.
Result<std::optional<Dealer>> lock_inviter(db::Tx& tx, ConsumerId consumer) {
  if (!consumer.is_set()) return std::optional<Dealer>{};
  const auto dealer = db::find_dealer_of_consumer(tx, consumer);
  if (!dealer) return kDealerNotFound;
  return db::lock_dealer(tx, dealer->id);
}

}  // namespace

Result<Invite> create_invite(db::Tx& tx, const CreateInviteCommand& command, Instant now) {
  FENRUN_ASSERT(is_invite_code(command.code));
  const auto inviter = lock_inviter(tx, command.consumer);
  if (!inviter) return inviter.error();
  const DealerId inviter_id = *inviter ? (*inviter)->id : kProducer;
  const int open_invites = db::count_open_invites(tx, inviter_id, now);
  const Result<int> level = decide_invite(command.terms, *inviter, open_invites, now);
  if (!level) return level.error();

  Invite invite;
  invite.code = command.code;
  invite.inviter_id = inviter_id;
  invite.level = *level;
  invite.uses_left = command.terms.uses;
  invite.expires_at = command.terms.expires_at;
  invite.created_at = now;
  const auto id = db::insert_invite(tx, invite);
  FENRUN_ASSERT(id.has_value());  // 80 random bits do not repeat
  invite.id = *id;
  return invite;
}

}  // namespace fenrun::flows
