#include "flows/payout/blow_payout_fuse.hpp"

#include "db/payout/fuse.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"

namespace fenrun::flows {

void blow_payout_fuse(db::Tx& tx, std::string_view actor, std::string reason, Instant now) {
  const Fuse before = db::lock_fuse(tx);
  db::save_fuse(tx, blow_fuse(before, reason, now));
  db::note_fuse(tx, {now, std::string(actor), "blown", std::move(reason)});
}

Result<Fuse> close_payout_fuse(db::Tx& tx, StaffId staff, Instant now) {
  const Fuse before = db::lock_fuse(tx);
  auto after = close_fuse(before, staff, now);
  if (!after) return after.error();
  db::save_fuse(tx, *after);
  db::note_fuse(tx, {now, actor_of(staff), after->is_blown ? "closing" : "closed", before.reason});
  return after;
}

}  // namespace fenrun::flows
