#include "flows/staff/staff_session.hpp"

#include "db/staff/staff_session.hpp"

namespace fenrun::flows {
namespace {

// Being seen is written down this often at most, so that reading pages does not mean writing rows.
constexpr std::chrono::minutes kSeenStep{1};

}  // namespace

Result<Staff> recognise_staff(db::Tx& tx, const crypto::Sha256& token_hash, Instant now) {
  const auto session = db::find_staff_session(tx, token_hash);
  if (!session || now >= session->expires_at) return kSessionExpired;
  if (now - session->last_seen_at >= kStaffSessionIdle) return kSessionExpired;
  if (session->staff.state != StaffState::active) return kSessionExpired;
  if (now - session->last_seen_at >= kSeenStep) db::touch_staff_session(tx, token_hash, now);
  return session->staff;
}

Done log_out_staff(db::Tx& tx, const crypto::Sha256& token_hash) {
  db::delete_staff_session(tx, token_hash);
  return {};
}

}  // namespace fenrun::flows
