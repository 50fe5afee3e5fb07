// Rows of `step_up`. A confirmation is known by its SHA-256 only.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::db {

struct StepUp {
  crypto::Sha256 confirmation{};
  StaffId staff;
  crypto::Sha256 session{};  // of the session's token
  crypto::Sha256 digest{};   // of what was confirmed
  Instant confirmed_at;
  std::optional<Instant> used_at;
};

void insert_step_up(Tx& tx, const StepUp& step_up);
// FOR UPDATE: two uses of one confirmation come one after the other.
std::optional<StepUp> lock_step_up(Tx& tx, const crypto::Sha256& confirmation);
void use_step_up(Tx& tx, const crypto::Sha256& confirmation, Instant now);
// At most `limit` of those confirmed before `before`; returns how many went.
std::uint64_t sweep_step_ups(Tx& tx, Instant before, int limit);

}  // namespace fenrun::db
