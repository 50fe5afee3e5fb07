#include "server/api/call.hpp"

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"
#include "server/api/json/row_id.hpp"
#include "server/api/problem.hpp"
#include "server/api/route.hpp"

namespace fenrun::server {
namespace {

// A cursor is good for one caller's reading of one list: the route, the values in its path, and the owner.
std::string list_scope(const Call& call) {
  std::string scope(call.route.path);
  for (const auto& value : call.path_values) scope += "\x1f" + value;
  return scope + "\x1f" + std::to_string(call.caller.consumer.value) + "\x1f" +
         std::to_string(call.caller.staff.value);
}

}  // namespace

const std::string& Call::in_path(std::string_view name) const {
  std::size_t index = 0;
  std::string_view rest = route.path;
  for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{'), ++index) {
    const auto close = rest.find('}');
    if (rest.substr(open + 1, close - open - 1) == name) return path_values.at(index);
    rest.remove_prefix(close + 1);
  }
  FENRUN_UNREACHABLE("the path template has no such name");
  return path_values.at(index);
}

Result<std::string> Call::public_id_in_path(std::string_view name) const {
  const std::string& value = in_path(name);
  if (!crypto::is_ulid(value)) return kNotFound;
  return value;
}

Result<std::int64_t> Call::row_id_in_path(std::string_view name) const {
  const auto id = json::parse_row_id(in_path(name));
  if (!id) return kNotFound;
  return *id;
}

std::string Call::new_public_id() const {
  const auto random = app.random.bytes<10>();
  return crypto::make_ulid(std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count(),
                           random);
}

ListQuery Call::list_in(Query& query) const { return query.list(list_scope(*this), app.keys.cursor); }

std::string Call::cursor_to(const Cursor& cursor) const {
  return encode_cursor(cursor, list_scope(*this), app.keys.cursor);
}

Reply ok(const json::Writer& body) {
  Reply reply;
  reply.body = body.str();
  return reply;
}

Reply created(const json::Writer& body) {
  Reply reply = ok(body);
  reply.status = 201;
  return reply;
}

Reply no_content() {
  Reply reply;
  reply.status = 204;
  reply.content_type.clear();
  return reply;
}

Reply image(std::string content_type, std::string bytes, std::chrono::seconds private_max_age) {
  Reply reply;
  reply.content_type = std::move(content_type);
  reply.body = std::move(bytes);
  reply.headers.emplace_back("Cache-Control", "private, max-age=" + std::to_string(private_max_age.count()));
  return reply;
}

json::Writer total_json(const ListTotal& total) {
  json::Writer body;
  if (total.is_whole()) {
    body.integer("count", total.count).fen("sum_fen", total.sum).boolean("is_whole", true);
  } else {
    body.integer("count", kTotalRowsMax).null("sum_fen").boolean("is_whole", false);
  }
  return body;
}

}  // namespace fenrun::server
