// The append-only log of what staff did. Entries are chained: each holds the hash of the one before, so that
// a changed, missing or inserted entry is found by verify_audit().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

struct AuditEntry {
  Instant at;
  StaffId actor;           // 0: the admin program
  std::string actor_role;  // "admin" …, "program"
  std::string ip;
  std::string request_id;
  std::string action;  // "dealer.suspend"
  std::string object;  // "dealer:01J…"
  std::optional<crypto::Sha256> before;
  std::optional<crypto::Sha256> after;
  std::string note;
};

struct AuditRow {
  std::int64_t id = 0;
  AuditEntry entry;
  std::string actor_public_id;   // empty: the admin program
  std::string actor_login_name;  // empty: the admin program
};

// Waits for the entry before it to be committed: audited writes come one after the other, from here to their
// commit. The id of the entry.
std::int64_t append_audit(Tx& tx, const AuditEntry& entry);

// Until the transaction ends nobody else appends: what is looked at and then audited is done by one at a
// time.
void hold_audit_log(Tx& tx);

struct AuditFilter {
  std::optional<StaffId> actor;
  std::string object;  // empty: any
};

// Newest first.
Page<AuditRow> list_audit(Tx& tx, const AuditFilter& filter, const PageRequest& page);

std::optional<AuditRow> find_audit(Tx& tx, std::int64_t id);

// Up to kTotalRowsMax + 1.
std::int64_t count_audit(Tx& tx, const AuditFilter& filter);

// The smallest id whose entry does not follow from the one before it, among the first `limit` after `after`;
// nothing when they all do. `checked` is moved to the last id read.
std::optional<std::int64_t> verify_audit(Tx& tx, std::int64_t& checked, int limit);

// The id of the newest entry as the head of the chain knows it, whether or not the entry is still there; 0
// when there is none.
std::int64_t last_audit_id(Tx& tx);

}  // namespace fenrun::db
