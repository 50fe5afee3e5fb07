#include "server/api/json/writer.hpp"

#include "base/assert.hpp"
#include "base/json_text.hpp"

namespace fenrun::server::json {

std::string quote(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  append_json_string(out, text);
  return out;
}

Writer& Writer::text(std::string_view name, std::string_view value) { return raw(name, quote(value)); }

Writer& Writer::maybe_text(std::string_view name, const std::optional<std::string>& value) {
  return value ? text(name, *value) : null(name);
}

Writer& Writer::integer(std::string_view name, std::int64_t value) {
  return raw(name, std::to_string(value));
}

Writer& Writer::boolean(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }

Writer& Writer::null(std::string_view name) { return raw(name, "null"); }

Writer& Writer::fen(std::string_view name, Fen value) {
  FENRUN_ASSERT(name.ends_with("_fen"));
  return integer(name, value.value);
}

Writer& Writer::time(std::string_view name, Instant value) { return text(name, to_rfc3339(value)); }

Writer& Writer::maybe_time(std::string_view name, const std::optional<Instant>& value) {
  return value ? time(name, *value) : null(name);
}

Writer& Writer::row_id(std::string_view name, std::int64_t value) {
  return text(name, std::to_string(value));
}

Writer& Writer::object(std::string_view name, const Writer& value) { return raw(name, value.str()); }

Writer& Writer::raw(std::string_view name, std::string_view value) {
  if (body_.size() > 1) body_ += ',';
  body_ += quote(name);
  body_ += ':';
  body_ += value;
  return *this;
}

}  // namespace fenrun::server::json
