#include "server/api/json/writer.hpp"

#include "base/assert.hpp"
#include "server/api/json/text.hpp"

namespace fenrun::server::json {
namespace {

void append_escaped(std::string& out, char c) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (byte >= 0x20U) {
    out += c;
    return;
  }
  out += "\\u00";
  out += kHex[byte >> 4U];
  out += kHex[byte & 0x0FU];
}

// Keeps ASCII and replaces the rest: foreign bytes reach a reply only when something is already wrong.
std::string ascii_only(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x80U) {
      clean += c;
    } else {
      clean += "\xEF\xBF\xBD";
    }
  }
  return clean;
}

}  // namespace

std::string quoted(std::string_view text) {
  if (!count_characters(text)) return quoted(ascii_only(text));
  std::string out = "\"";
  out.reserve(text.size() + 2);
  for (const char c : text) append_escaped(out, c);
  return out + '"';
}

Writer& Writer::text(std::string_view name, std::string_view value) { return raw(name, quoted(value)); }

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
  body_ += quoted(name);
  body_ += ':';
  body_ += value;
  return *this;
}

}  // namespace fenrun::server::json
