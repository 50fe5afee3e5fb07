#include "db/audit/audit_text.hpp"

namespace fenrun::db {
namespace {

AuditText read_text(const Row& row) { return {row.integer(0), row.maybe_text(1), row.maybe_text(2)}; }

}  // namespace

void insert_audit_text(Tx& tx, const AuditText& text) {
  tx.execute_one("INSERT INTO audit_text (entry, before_sealed, after_sealed) VALUES (?, ?, ?)",
                 {text.entry, text.before_sealed, text.after_sealed});
}

std::optional<AuditText> find_audit_text(Tx& tx, std::int64_t entry) {
  const auto row =
      tx.one("SELECT entry, before_sealed, after_sealed FROM audit_text WHERE entry = ?", {entry});
  if (!row) return std::nullopt;
  return read_text(*row);
}

std::vector<AuditText> earlier_audit_texts(Tx& tx, const std::string& object, std::int64_t entry) {
  std::vector<AuditText> texts;
  for (const Row& row : tx.all(
           "SELECT t.entry, t.before_sealed, t.after_sealed FROM (SELECT id FROM audit_log WHERE object = ? "
           "AND id < ? ORDER BY id DESC LIMIT 100) AS earlier JOIN audit_text t ON t.entry = earlier.id "
           "WHERE t.after_sealed IS NOT NULL ORDER BY t.entry DESC LIMIT 10",
           {object, entry})) {
    texts.push_back(read_text(row));
  }
  return texts;
}

}  // namespace fenrun::db
