#include "db/audit/audit.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/crypto/encoding.hpp"
#include "db/ascii.hpp"
#include "domain/list_total.hpp"

namespace fenrun::db {
namespace {

void append_field(std::string& out, std::string_view field) {
  out += std::to_string(field.size());
  out += ':';
  out += field;
}

std::string_view digest_text(const std::optional<crypto::Sha256>& digest) {
  return digest ? crypto::as_text(*digest) : std::string_view();
}

std::optional<crypto::Sha256> read_digest(const std::optional<std::string>& bytes) {
  if (!bytes) return std::nullopt;
  crypto::Sha256 digest{};
  std::copy_n(bytes->begin(), std::min(bytes->size(), digest.size()), digest.begin());
  return digest;
}

// Fields carry their lengths, so that no two entries have the same text.
crypto::Sha256 hash_of(std::int64_t id, const AuditEntry& entry, std::string_view previous_hash) {
  std::string text;
  append_field(text, previous_hash);
  append_field(text, std::to_string(id));
  append_field(text, to_sql_text(entry.at));
  append_field(text, std::to_string(entry.actor.value));
  for (const std::string* field :
       {&entry.actor_role, &entry.ip, &entry.request_id, &entry.action, &entry.object, &entry.note}) {
    append_field(text, *field);
  }
  append_field(text, digest_text(entry.before));
  append_field(text, digest_text(entry.after));
  return crypto::sha256(text);
}

AuditRow read_row(const Row& row) {
  return AuditRow{
      row.integer(0),
      AuditEntry{row.time(1), row.id<StaffId>(2), row.text(3), row.text(4), row.text(5), row.text(6),
                 row.text(7), read_digest(row.maybe_text(8)), read_digest(row.maybe_text(9)), row.text(10)},
      "", ""};
}

AuditRow read_named_row(const Row& row) {
  AuditRow one = read_row(row);
  one.actor_public_id = row.text(11);
  one.actor_login_name = row.text(12);
  return one;
}

Param maybe_bytes(const std::optional<crypto::Sha256>& digest) {
  if (!digest) return std::nullopt;
  return crypto::as_text(*digest);
}

}  // namespace

std::int64_t append_audit(Tx& tx, const AuditEntry& entry) {
  // The lock on the head keeps two entries from following the same one.
  const auto head = tx.one("SELECT last_id, last_hash FROM audit_head WHERE id = 1 FOR UPDATE");
  if (!head) throw std::logic_error("audit_head is empty");
  const std::int64_t id = head->integer(0) + 1;
  const auto hash = hash_of(id, entry, head->text(1));
  tx.execute_one(
      "INSERT INTO audit_log (id, at, actor_id, actor_role, ip, request_id, action, object, before_digest, "
      "after_digest, "
      "note, previous_hash, entry_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {id, entry.at, entry.actor, entry.actor_role, entry.ip, entry.request_id, entry.action, entry.object,
       maybe_bytes(entry.before), maybe_bytes(entry.after), entry.note, head->text(1),
       crypto::as_text(hash)});
  tx.execute_one("UPDATE audit_head SET last_id = ?, last_hash = ? WHERE id = 1",
                 {id, crypto::as_text(hash)});
  return id;
}

void hold_audit_log(Tx& tx) { tx.one("SELECT last_id FROM audit_head WHERE id = 1 FOR UPDATE"); }

Page<AuditRow> list_audit(Tx& tx, const AuditFilter& filter, const PageRequest& page) {
  if (!is_ascii(filter.object)) return {};
  const std::int64_t below = page.after == 0 ? INT64_MAX : page.after;
  const std::optional<std::int64_t> actor = filter.actor ? std::optional(filter.actor->value) : std::nullopt;
  std::vector<Row> found;
  if (!filter.object.empty()) {
    found = tx.all(
        "SELECT a.id, a.at, a.actor_id, a.actor_role, a.ip, a.request_id, a.action, a.object, "
        "a.before_digest, "
        "a.after_digest, a.note, COALESCE(s.public_id, ''), COALESCE(s.login_name, '') "
        "FROM audit_log a LEFT JOIN staff s ON s.id = a.actor_id "
        "WHERE a.object = ? AND (? IS NULL OR a.actor_id = ?) AND a.id < ? ORDER BY a.id DESC LIMIT ?",
        {filter.object, actor, actor, below, page.rows() + 1});
  } else if (actor) {
    found = tx.all(
        "SELECT a.id, a.at, a.actor_id, a.actor_role, a.ip, a.request_id, a.action, a.object, "
        "a.before_digest, "
        "a.after_digest, a.note, COALESCE(s.public_id, ''), COALESCE(s.login_name, '') "
        "FROM audit_log a LEFT JOIN staff s ON s.id = a.actor_id "
        "WHERE a.actor_id = ? AND a.id < ? ORDER BY a.id DESC LIMIT ?",
        {actor, below, page.rows() + 1});
  } else {
    found = tx.all(
        "SELECT a.id, a.at, a.actor_id, a.actor_role, a.ip, a.request_id, a.action, a.object, "
        "a.before_digest, "
        "a.after_digest, a.note, COALESCE(s.public_id, ''), COALESCE(s.login_name, '') "
        "FROM audit_log a LEFT JOIN staff s ON s.id = a.actor_id WHERE a.id < ? ORDER BY a.id DESC LIMIT ?",
        {below, page.rows() + 1});
  }
  std::vector<AuditRow> rows;
  rows.reserve(found.size());
  for (const Row& row : found) rows.push_back(read_named_row(row));
  return cut_page(std::move(rows), page, [](const AuditRow& row) { return row.id; });
}

std::optional<AuditRow> find_audit(Tx& tx, std::int64_t id) {
  const auto row = tx.one(
      "SELECT a.id, a.at, a.actor_id, a.actor_role, a.ip, a.request_id, a.action, a.object, a.before_digest, "
      "a.after_digest, a.note, COALESCE(s.public_id, ''), COALESCE(s.login_name, '') "
      "FROM audit_log a LEFT JOIN staff s ON s.id = a.actor_id WHERE a.id = ?",
      {id});
  if (!row) return std::nullopt;
  return read_named_row(*row);
}

std::int64_t count_audit(Tx& tx, const AuditFilter& filter) {
  if (!is_ascii(filter.object)) return 0;
  const std::optional<std::int64_t> actor = filter.actor ? std::optional(filter.actor->value) : std::nullopt;
  constexpr std::int64_t kMost = kTotalRowsMax + 1;
  if (!filter.object.empty()) {
    return tx
        .one(
            "SELECT COUNT(*) FROM (SELECT id FROM audit_log WHERE object = ? AND (? IS NULL OR actor_id = ?) "
            "LIMIT ?) AS found",
            {filter.object, actor, actor, kMost})
        ->integer(0);
  }
  if (actor) {
    return tx
        .one("SELECT COUNT(*) FROM (SELECT id FROM audit_log WHERE actor_id = ? LIMIT ?) AS found",
             {actor, kMost})
        ->integer(0);
  }
  return tx.one("SELECT COUNT(*) FROM (SELECT id FROM audit_log LIMIT ?) AS found", {kMost})->integer(0);
}

std::optional<std::int64_t> verify_audit(Tx& tx, std::int64_t& checked, int limit) {
  const auto previous = tx.one("SELECT entry_hash FROM audit_log WHERE id = ?", {checked});
  std::string expected = previous ? previous->text(0) : std::string(32, '\0');
  for (const Row& row : tx.all("SELECT id, at, actor_id, actor_role, ip, request_id, action, object, "
                               "before_digest, after_digest, note, "
                               "previous_hash, entry_hash FROM audit_log WHERE id > ? ORDER BY id LIMIT ?",
                               {checked, limit})) {
    const AuditRow one = read_row(row);
    const auto hash = hash_of(one.id, one.entry, expected);
    const bool follows =
        one.id == checked + 1 && row.text(11) == expected && row.text(12) == crypto::as_text(hash);
    if (!follows) return checked + 1;
    checked = one.id;
    expected = row.text(12);
  }
  return std::nullopt;
}

std::int64_t last_audit_id(Tx& tx) {
  const auto head = tx.one("SELECT last_id FROM audit_head WHERE id = 1");
  if (!head) throw std::logic_error("audit_head is empty");
  return head->integer(0);
}

}  // namespace fenrun::db
