// The audit log, newest first, by actor or by object.
#include "base/crypto/encoding.hpp"
#include "db/audit/audit.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/console/list_queries.hpp"

namespace fenrun::server::console {
namespace {

std::optional<std::string> hex(const std::optional<crypto::Sha256>& digest) {
  if (!digest) return std::nullopt;
  return crypto::to_hex(*digest);
}

// Entries of the admin program have no member of staff behind them.
std::optional<std::string> known(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

json::Writer entry_json(const db::AuditRow& row) {
  const db::AuditEntry& entry = row.entry;
  json::Writer body;
  body.row_id("id", row.id)
      .time("at", entry.at)
      .maybe_text("actor_id", known(row.actor_public_id))
      .maybe_text("actor_login_name", known(row.actor_login_name))
      .text("actor_role", entry.actor_role)
      .text("ip", entry.ip)
      .text("request_id", entry.request_id)
      .text("action", entry.action)
      .text("object", entry.object)
      .maybe_text("before_sha256", hex(entry.before))
      .maybe_text("after_sha256", hex(entry.after))
      .text("note", entry.note);
  return body;
}

}  // namespace

Result<Reply> list_audit_log(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const AuditQuery asked = audit_query(query);
  const bool is_counted = wants_total(query);
  if (auto refused = query.refusal()) return *refused;
  const auto filter = asked.filter(tx);
  if (!filter) return filter.error();
  std::optional<ListTotal> total;
  if (is_counted) total = ListTotal{db::count_audit(tx, *filter), Fen{0}};
  const auto page = db::list_audit(tx, *filter, {list.after.id, list.limit});
  return ok_counted_list(call, page.items, page.next, total, entry_json);
}

}  // namespace fenrun::server::console
