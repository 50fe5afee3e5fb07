// What an entry of the audit log changed, in words: rows of `audit_text`, sealed by whoever writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/mysql/tx.hpp"

namespace fenrun::db {

struct AuditText {
  std::int64_t entry = 0;
  std::optional<std::string> before_sealed;
  std::optional<std::string> after_sealed;
};

void insert_audit_text(Tx& tx, const AuditText& text);

// Nothing for an entry that changed nothing in words, and for one of before this table was.
std::optional<AuditText> find_audit_text(Tx& tx, std::int64_t entry);

// Of the entries of the same object before this one: those that say what it looked like afterwards, newest
// first. The hundred before it are looked through, and ten given at most.
std::vector<AuditText> earlier_audit_texts(Tx& tx, const std::string& object, std::int64_t entry);

}  // namespace fenrun::db
