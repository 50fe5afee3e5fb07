// Everything a handler is given: the request, who sent it, and when. A transactional handler runs on a
// database worker and may run twice; it touches nothing but its Call and its Tx.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/session/session.hpp"
#include "domain/list_total.hpp"
#include "server/api/app.hpp"
#include "server/api/caller.hpp"
#include "server/api/json/writer.hpp"
#include "server/api/query.hpp"
#include "server/api/trace.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

struct Route;

// What an audited handler adds to the entry that the dispatcher writes for it.
struct AuditNote {
  std::string object;  // "dealer:01J…"
  // JSON or a word; the entry holds their digests, and what is kept beside it is sealed
  // (server/api/audit_text.hpp). Never a secret.
  std::string before;
  std::string after;
  std::string note;  // stored as it is: a reason, a count; never personal data
  // Digested only: a file that somebody sent, which has rules of its own for being kept and read.
  bool is_digest_only = false;
};

struct Call {
  const App& app;
  const Route& route;
  Request request;
  Language language = Language::zh;
  Trace trace;
  std::string client_ip;
  Instant now;
  std::vector<std::string> path_values;  // in the order of the template's {names}
  Caller caller;
  mutable AuditNote audit;
  // The consumer's session as the cache or the table knows it.
  mutable std::optional<db::ConsumerSession> session{};
  bool is_session_cached = false;
  // Sessions that a handler ended: caches forget them before the answer leaves.
  mutable std::vector<crypto::Sha256> ended_sessions{};

  // The value of {name} in the path; asserts that the template has it.
  [[nodiscard]] const std::string& in_path(std::string_view name) const;
  // The same as a public id or row id: a value that cannot be one refuses with kNotFound.
  [[nodiscard]] Result<std::string> public_id_in_path(std::string_view name) const;
  [[nodiscard]] Result<std::int64_t> row_id_in_path(std::string_view name) const;

  [[nodiscard]] std::string new_public_id() const;  // a ULID of `now`

  // `limit` and `cursor` of this route's list.
  [[nodiscard]] ListQuery list_in(Query& query) const;
  // The cursor text for the next page of this route's list.
  [[nodiscard]] std::string cursor_to(const Cursor& cursor) const;
};

// 200 with a JSON body; 201; 204 without a body.
Reply ok(const json::Writer& body);
Reply created(const json::Writer& body);
Reply no_content();
Reply image(std::string content_type, std::string bytes, std::chrono::seconds private_max_age);

// {"items": [...], "next_cursor": "..." or null}; `next` is 0 at the end of the list.
template <class Items, class F>
Reply ok_list(const Call& call, const Items& items, std::int64_t next, F f) {
  json::Writer body;
  body.list("items", items, f);
  if (next == 0) {
    body.null("next_cursor");
  } else {
    body.text("next_cursor", call.cursor_to({"", next}));
  }
  return ok(body);
}

json::Writer total_json(const ListTotal& total);
// `count=exact` of a list: whether count and sum are wanted.
inline bool wants_total(Query& query) { return query.maybe_one_of("count", {"exact"}).has_value(); }

// The same with {"total": {"count": n, "sum_fen": n, "is_whole": true}} where it was asked for.
template <class Items, class F>
Reply ok_counted_list(const Call& call, const Items& items, std::int64_t next,
                      const std::optional<ListTotal>& total, F f) {
  json::Writer body;
  body.list("items", items, f);
  if (next == 0) {
    body.null("next_cursor");
  } else {
    body.text("next_cursor", call.cursor_to({"", next}));
  }
  if (total) body.object("total", total_json(*total));
  return ok(body);
}

}  // namespace fenrun::server
