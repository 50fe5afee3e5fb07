#include "wechat/pay/wire/fields.hpp"

namespace fenrun::wechat {
namespace {

const Json& empty_array() {
  static const Json kEmpty = Json::array();
  return kEmpty;
}

const Json& empty_object() {
  static const Json kEmpty = Json::object();
  return kEmpty;
}

}  // namespace

void Fields::fail(const char* name) {
  if (problem_.empty()) problem_ = std::string("member ") + name;
}

const Json* Fields::find(const char* name) const {
  if (!object_.is_object()) return nullptr;
  const auto place = object_.find(name);
  return place == object_.end() || place->is_null() ? nullptr : &*place;
}

std::string Fields::text(const char* name) {
  std::string got = text_or_none(name);
  if (got.empty()) fail(name);
  return got;
}

std::string Fields::text_or_none(const char* name) {
  const Json* const value = find(name);
  if (value == nullptr) return {};
  const auto* const text = value->get_ptr<const std::string*>();
  if (text == nullptr || text->size() > kTextBytesMax) {
    fail(name);
    return {};
  }
  return *text;
}

std::int64_t Fields::integer(const char* name) {
  const auto got = integer_if(name);
  if (!got) fail(name);
  return got.value_or(0);
}

std::optional<std::int64_t> Fields::integer_if(const char* name) {
  if (find(name) == nullptr) return std::nullopt;
  const auto got = integer_member(object_, name);
  if (!got) fail(name);
  return got;
}

Fen Fields::fen(const char* name) {
  const auto got = fen_if(name);
  if (!got) fail(name);
  return got.value_or(Fen{});
}

std::optional<Fen> Fields::fen_if(const char* name) {
  const auto got = integer_if(name);
  if (!got) return std::nullopt;
  if (*got < 0) fail(name);
  return Fen{*got};
}

Instant Fields::time(const char* name) {
  const auto got = time_if(name);
  if (!got) fail(name);
  return got.value_or(Instant{});
}

std::optional<Instant> Fields::time_if(const char* name) {
  const std::string got = text_or_none(name);
  if (got.empty()) return std::nullopt;
  const auto instant = parse_rfc3339(got);
  if (!instant) fail(name);
  return instant;
}

Fields Fields::object(const char* name) {
  auto got = object_if(name);
  if (got) return *got;
  fail(name);
  return {empty_object(), problem_};
}

std::optional<Fields> Fields::object_if(const char* name) {
  const Json* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) fail(name);
  return Fields(*value, problem_);
}

const Json& Fields::array_if(const char* name) {
  const Json* const value = find(name);
  if (value == nullptr) return empty_array();
  if (value->is_array()) return *value;
  fail(name);
  return empty_array();
}

}  // namespace fenrun::wechat
