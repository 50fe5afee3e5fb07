#include "db/staff/step_up.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"

namespace fenrun::db {
namespace {

crypto::Sha256 step_up_hash(const std::string& bytes) {
  crypto::Sha256 hash{};
  FENRUN_ASSERT(bytes.size() == hash.size());
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

}  // namespace

void insert_step_up(Tx& tx, const StepUp& step_up) {
  tx.execute_one(
      "INSERT INTO step_up (confirmation_hash, staff_id, session_hash, digest, confirmed_at) "
      "VALUES (?, ?, ?, ?, ?)",
      {crypto::as_text(step_up.confirmation), step_up.staff, crypto::as_text(step_up.session),
       crypto::as_text(step_up.digest), step_up.confirmed_at});
}

std::optional<StepUp> lock_step_up(Tx& tx, const crypto::Sha256& confirmation) {
  const auto row = tx.one(
      "SELECT staff_id, session_hash, digest, confirmed_at, used_at FROM step_up WHERE confirmation_hash = ? "
      "FOR UPDATE",
      {crypto::as_text(confirmation)});
  if (!row) return std::nullopt;
  return StepUp{confirmation, row->id<StaffId>(0), step_up_hash(row->text(1)), step_up_hash(row->text(2)),
                row->time(3), row->maybe_time(4)};
}

void use_step_up(Tx& tx, const crypto::Sha256& confirmation, Instant now) {
  tx.execute_one("UPDATE step_up SET used_at = ? WHERE confirmation_hash = ? AND used_at IS NULL",
                 {now, crypto::as_text(confirmation)});
}

std::uint64_t sweep_step_ups(Tx& tx, Instant before, int limit) {
  return tx.execute("DELETE FROM step_up WHERE confirmed_at < ? ORDER BY confirmed_at LIMIT ?",
                    {before, limit});
}

}  // namespace fenrun::db
