// Reads a request body field by field. Every wrong field is remembered with its JSON pointer, so the caller
// learns all of them at once; a getter of a wrong field returns an empty value, which no handler uses because
// it asks refusal() before anything else:
//
//   json::Reader body(call.request.body);
//   command.code = body.text("code", {1, 128});
//   command.scene = body.maybe_text("scene", {1, 32});
//   if (auto refused = body.refusal()) return *refused;
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "server/api/json/value.hpp"

namespace fenrun::server::json {

// Allowed length in characters (not bytes), both ends included.
struct Length {
  std::size_t least;
  std::size_t most;
};

enum class Lines { one, many };

class Reader {
 public:
  // The body must be one JSON object.
  explicit Reader(std::string_view body);

  std::string text(std::string_view name, Length length, Lines lines = Lines::one);
  std::optional<std::string> maybe_text(std::string_view name, Length length, Lines lines = Lines::one);
  std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t most);
  std::optional<std::int64_t> maybe_integer(std::string_view name, std::int64_t least, std::int64_t most);
  bool boolean(std::string_view name);
  Instant time(std::string_view name);
  std::optional<Instant> maybe_time(std::string_view name);
  // An id of a row as the API writes it: decimal digits in a string, 1 to 2^63 - 1.
  std::int64_t row_id(std::string_view name);
  std::optional<std::int64_t> maybe_row_id(std::string_view name);
  // A public id (ULID).
  std::string public_id(std::string_view name);
  std::optional<std::string> maybe_public_id(std::string_view name);
  // The position of the value among `words`; 0 after a wrong one.
  std::size_t one_of(std::string_view name, std::initializer_list<std::string_view> words);
  // A list of `least` to `most` distinct public ids.
  std::vector<std::string> public_ids(std::string_view name, std::size_t least, std::size_t most);

  // A list of `least` to `most` objects, each with a reader of its own. When its fields have been asked for,
  // absorb() takes over what is wrong with it.
  std::vector<Reader> objects(std::string_view name, std::size_t least, std::size_t most);
  void absorb(Reader& item);

  // The rule of a field that only the caller knows; `name` must have been read before.
  void refuse(std::string_view name, std::string_view zh, std::string_view en);

  // The same for a list that may be absent: it then has no objects.
  std::vector<Reader> maybe_objects(std::string_view name, std::size_t most);

  // What is wrong, if anything: malformed JSON, wrong fields, and keys nobody asked for.
  [[nodiscard]] std::optional<Error> refusal();

 private:
  Reader(Object object, std::string prefix) : object_(std::move(object)), prefix_(std::move(prefix)) {}

  void refuse_unknown();
  const Value* find(std::string_view name);      // null and absent are the same
  const Value* required(std::string_view name);  // remembers an absent one
  std::string checked_text(std::string_view name, const Value& value, Length length, Lines lines);
  std::int64_t checked_integer(std::string_view name, const Value& value, std::int64_t least,
                               std::int64_t most);
  std::int64_t checked_row_id(std::string_view name, const Value& value);
  Instant checked_time(std::string_view name, const Value& value);
  std::string checked_public_id(std::string_view pointer, const Value& value);
  void wrong(const std::string& pointer, std::string_view zh, std::string_view en);

  Object object_;
  std::string prefix_;  // pointer of the object within the body
  std::vector<std::string_view> asked_;
  std::optional<Error> malformed_;
  std::vector<FieldError> wrong_;
};

// RFC 6901: "/" + name with ~ and / escaped.
std::string pointer_to(std::string_view name);

}  // namespace fenrun::server::json
