// The audit log, newest first, by actor or by object.
#include <nlohmann/json.hpp>

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"
#include "db/audit/audit.hpp"
#include "server/api/audit_text.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/console/list_queries.hpp"

namespace fenrun::server::console {
namespace {

inline constexpr ErrorCode kAuditEntryNotFound{ErrorKind::not_found, "audit_entry.not_found",
                                               "没有这条审计日志", "There is no such entry of the audit log"};

std::optional<std::string> hex(const std::optional<crypto::Sha256>& digest) {
  if (!digest) return std::nullopt;
  return crypto::to_hex(*digest);
}

// Entries of the admin program have no member of staff behind them.
std::optional<std::string> known(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::string_view to_word(AuditSide side) {
  switch (side) {
    case AuditSide::none:
      return "none";
    case AuditSide::kept:
      return "kept";
    case AuditSide::withheld:
      return "withheld";
    case AuditSide::gone:
      return "gone";
    case AuditSide::altered:
      return "altered";
  }
  FENRUN_UNREACHABLE("no such side");
}

// Handlers write objects, and a word here and there.
void put_text(json::Writer& body, std::string_view name, const std::string& text) {
  if (text.empty()) {
    body.null(name);
  } else if (text.front() == '{' && nlohmann::json::accept(text)) {
    body.json(name, text);
  } else {
    body.text(name, text);
  }
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

Result<Reply> show_audit_entry(const Call& call, db::Tx& tx) {
  const auto id = call.row_id_in_path("entry");
  if (!id) return id.error();
  const auto row = db::find_audit(tx, *id);
  if (!row) return kAuditEntryNotFound;
  const AuditChange change = find_audit_change(tx, call.app.sealer, *row);
  json::Writer body = entry_json(*row);
  body.text("before_side", to_word(change.before_side)).text("after_side", to_word(change.after_side));
  put_text(body, "before", change.before);
  put_text(body, "after", change.after);
  if (change.before_of == 0) {
    body.null("before_of");
  } else {
    body.row_id("before_of", change.before_of);
  }
  call.audit = {"audit_entry:" + std::to_string(*id), "", "", ""};
  return ok(body);
}

}  // namespace fenrun::server::console
