#include "server/api/audit_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "db/audit/audit_text.hpp"
#include "server/api/route.hpp"

namespace fenrun::server {
namespace {

using SealedText = std::optional<std::string>;

SealedText sealed_side(const crypto::Sealer& sealer, std::string_view side, const std::string& row,
                       const std::string& text, bool is_digest_only) {
  if (text.empty() || text.size() > kAuditTextMax || is_digest_only) return std::nullopt;
  return sealer.seal({"audit_text", side, row}, text);
}

AuditSide open_side(const crypto::Sealer& sealer, std::string_view side, std::int64_t entry,
                    const SealedText& kept, const std::optional<crypto::Sha256>& digest, std::string& text) {
  if (!kept) return digest ? AuditSide::withheld : AuditSide::none;
  auto opened = sealer.open({"audit_text", side, std::to_string(entry)}, *kept);
  if (!opened || !digest || crypto::sha256(*opened) != *digest) return AuditSide::altered;
  text = std::move(*opened);
  return AuditSide::kept;
}

AuditSide missing_side(const std::optional<crypto::Sha256>& digest) {
  return digest ? AuditSide::gone : AuditSide::none;
}

std::set<std::string> fields_of(const std::string& text) {
  std::set<std::string> names;
  const auto value = nlohmann::json::parse(text, nullptr, false);
  if (!value.is_object()) return names;
  for (const auto& [name, field] : value.items()) names.insert(name);
  return names;
}

// What somebody looked at is no change of it.
bool is_look(const std::string& action) {
  return std::ranges::any_of(
      routes(), [&](const Route& route) { return route.method == Method::get && route.action == action; });
}

// An object's entries may show different things of it: only what has the same fields can be compared.
void find_earlier(db::Tx& tx, const crypto::Sealer& sealer, const db::AuditRow& row, AuditChange& change) {
  const auto fields = fields_of(change.after);
  if (fields.empty()) return;
  for (const auto& text : db::earlier_audit_texts(tx, row.entry.object, row.id)) {
    const auto earlier = db::find_audit(tx, text.entry).value();
    std::string shown;
    const AuditSide side =
        open_side(sealer, "after", text.entry, text.after_sealed, earlier.entry.after, shown);
    if (side == AuditSide::altered) {
      change.before_side = side;
      return;
    }
    if (side != AuditSide::kept || fields_of(shown) != fields) continue;
    change.before = std::move(shown);
    change.before_of = text.entry;
    return;
  }
}

}  // namespace

void keep_audit_text(db::Tx& tx, const crypto::Sealer& sealer, std::int64_t entry, const AuditNote& note) {
  const std::string row = std::to_string(entry);
  if (note.before.empty() && note.after.empty()) return;
  db::insert_audit_text(tx, {entry, sealed_side(sealer, "before", row, note.before, note.is_digest_only),
                             sealed_side(sealer, "after", row, note.after, note.is_digest_only)});
}

AuditChange find_audit_change(db::Tx& tx, const crypto::Sealer& sealer, const db::AuditRow& row) {
  AuditChange change;
  const auto kept = db::find_audit_text(tx, row.id);
  if (!kept) {
    change.before_side = missing_side(row.entry.before);
    change.after_side = missing_side(row.entry.after);
    return change;
  }
  change.before_side =
      open_side(sealer, "before", row.id, kept->before_sealed, row.entry.before, change.before);
  change.after_side = open_side(sealer, "after", row.id, kept->after_sealed, row.entry.after, change.after);
  if (change.before_side == AuditSide::kept) change.before_of = row.id;
  if (change.before_side == AuditSide::none && !is_look(row.entry.action))
    find_earlier(tx, sealer, row, change);
  return change;
}

}  // namespace fenrun::server
