#include "flows/staff/staff_session.hpp"

#include "db/staff/staff.hpp"
#include "db/staff/staff_session.hpp"

namespace fenrun::flows {
namespace {

// Being seen is written down this often at most, so that reading pages does not mean writing rows.
constexpr std::chrono::minutes kSeenStep{1};

Result<StaffId> other_staff(db::Tx& tx, StaffId by, const std::string& public_id) {
  const auto staff = db::find_staff_by_public_id(tx, public_id);
  if (!staff) return kStaffNotFound;
  if (staff->id == by) return kStaffNotOneself;
  return staff->id;
}

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

Page<SignedIn> list_own_sessions(db::Tx& tx, StaffId staff, const crypto::Sha256& asking,
                                 const PageRequest& page, Instant now) {
  return db::list_staff_sessions(tx, {staff, now, now - kStaffSessionIdle, asking}, page);
}

Done end_own_session(db::Tx& tx, StaffId staff, std::int64_t session) {
  if (!db::delete_staff_session_by_id(tx, staff, session)) return kStaffSessionNotFound;
  return {};
}

std::uint64_t end_own_other_sessions(db::Tx& tx, StaffId staff, const crypto::Sha256& asking) {
  return db::delete_other_staff_sessions(tx, staff, asking);
}

Result<Page<SignedIn>> list_sessions_of(db::Tx& tx, StaffId by, const std::string& public_id,
                                        const PageRequest& page, Instant now) {
  const auto staff = other_staff(tx, by, public_id);
  if (!staff) return staff.error();
  return list_own_sessions(tx, *staff, {}, page, now);
}

Done end_session_of(db::Tx& tx, StaffId by, const std::string& public_id, std::int64_t session) {
  const auto staff = other_staff(tx, by, public_id);
  if (!staff) return staff.error();
  return end_own_session(tx, *staff, session);
}

Result<std::uint64_t> end_sessions_of(db::Tx& tx, StaffId by, const std::string& public_id) {
  const auto staff = other_staff(tx, by, public_id);
  if (!staff) return staff.error();
  return db::delete_staff_sessions_of(tx, *staff);
}

}  // namespace fenrun::flows
