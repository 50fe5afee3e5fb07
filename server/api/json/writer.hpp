// Writes replies. The names of the methods carry the API's rules: ids are strings, money is an integer of fen
// whose name ends in _fen, times are RFC 3339 at +08:00.
//
//   json::Writer profile;
//   profile.text("id", consumer.public_id).time("joined_at", consumer.created_at);
//   return ok(profile);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun::server::json {

// A quoted, escaped JSON string. Bytes that are not UTF-8 become U+FFFD.
std::string quote(std::string_view text);

// One object.
class Writer {
 public:
  Writer& text(std::string_view name, std::string_view value);
  Writer& maybe_text(std::string_view name, const std::optional<std::string>& value);
  Writer& integer(std::string_view name, std::int64_t value);
  Writer& boolean(std::string_view name, bool value);
  Writer& null(std::string_view name);
  Writer& fen(std::string_view name, Fen value);  // asserts that the name ends in _fen
  Writer& time(std::string_view name, Instant value);
  Writer& maybe_time(std::string_view name, const std::optional<Instant>& value);
  Writer& row_id(std::string_view name, std::int64_t value);
  template <class Noun>
  Writer& id(std::string_view name, Id<Noun> value) {
    return row_id(name, value.value);
  }
  Writer& object(std::string_view name, const Writer& value);
  // `text` is JSON that we have written ourselves.
  Writer& json(std::string_view name, std::string_view text) { return raw(name, text); }
  // [f(item), ...]; `f` returns a Writer.
  template <class Items, class F>
  Writer& list(std::string_view name, const Items& items, F f) {
    std::string text = "[";
    for (const auto& item : items) {
      if (text.size() > 1) text += ',';
      text += f(item).str();
    }
    return raw(name, text + "]");
  }
  template <class Items>
  Writer& texts(std::string_view name, const Items& items) {
    std::string text = "[";
    for (const auto& item : items) {
      if (text.size() > 1) text += ',';
      text += quote(item);
    }
    return raw(name, text + "]");
  }

  [[nodiscard]] std::string str() const { return body_ + "}"; }

 private:
  Writer& raw(std::string_view name, std::string_view value);

  std::string body_ = "{";
};

}  // namespace fenrun::server::json
