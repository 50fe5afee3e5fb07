// What entries of the audit log changed, in words: kept sealed beside the log and held against the digests in
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/crypto/sealer.hpp"
#include "db/audit/audit.hpp"
#include "server/api/call.hpp"

namespace fenrun::server {

// A side that is longer is not kept; its digest is.
inline constexpr std::size_t kAuditTextMax = 1'048'576;

// A row for every entry that has a side, whether or not anything of it is kept.
void keep_audit_text(db::Tx& tx, const crypto::Sealer& sealer, std::int64_t entry, const AuditNote& note);

enum class AuditSide {
  none,      // the entry has no such side
  kept,      // as the log's digest says
  withheld,  // the entry came without: a file, or too long
  gone,  // the log has a digest and nothing lies beside it: older than this table, of a deed that has digests
         // only (a confirmation by one-time code), or taken away
  altered,  // what lies there is not what the digest is of
};

struct AuditChange {
  AuditSide before_side = AuditSide::none;
  AuditSide after_side = AuditSide::none;
  std::string before;  // empty unless there is one to show
  std::string after;
  // The entry that `before` is taken from: this one, or an earlier one of the same object with the same
  // fields, which says what it was when it was last written down; 0: there is none.
  std::int64_t before_of = 0;
};
AuditChange find_audit_change(db::Tx& tx, const crypto::Sealer& sealer, const db::AuditRow& row);

}  // namespace fenrun::server
