#include "server/api/json/reader.hpp"

#include <algorithm>

#include "base/crypto/encoding.hpp"
#include "server/api/json/row_id.hpp"
#include "server/api/json/text.hpp"

namespace fenrun::server::json {
namespace {

// A body with thousands of unknown keys must not become a reply of megabytes.
constexpr std::size_t kErrorsMax = 32;

}  // namespace

std::string pointer_to(std::string_view name) {
  std::string pointer = "/";
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

Reader::Reader(std::string_view body) {
  auto parsed = parse(body);
  if (!parsed) {
    malformed_ = parsed.error();
  } else if (auto* object = std::get_if<Object>(&parsed->held)) {
    object_ = std::move(*object);
  } else {
    wrong("", "请求内容必须是一个 JSON 对象", "The body must be a JSON object");
  }
}

std::string Reader::text(std::string_view name, Length length, Lines lines) {
  const Value* value = required(name);
  return value == nullptr ? std::string() : checked_text(name, *value, length, lines);
}

std::optional<std::string> Reader::maybe_text(std::string_view name, Length length, Lines lines) {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  return checked_text(name, *value, length, lines);
}

std::int64_t Reader::integer(std::string_view name, std::int64_t least, std::int64_t most) {
  const Value* value = required(name);
  return value == nullptr ? least : checked_integer(name, *value, least, most);
}

std::optional<std::int64_t> Reader::maybe_integer(std::string_view name, std::int64_t least,
                                                  std::int64_t most) {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  return checked_integer(name, *value, least, most);
}

bool Reader::boolean(std::string_view name) {
  const Value* value = required(name);
  if (value == nullptr) return false;
  const bool* held = value->as<bool>();
  if (held == nullptr) wrong(pointer_to(name), "必须是 true 或 false", "Must be true or false");
  return held != nullptr && *held;
}

Instant Reader::time(std::string_view name) {
  const Value* value = required(name);
  return value == nullptr ? Instant{} : checked_time(name, *value);
}

std::optional<Instant> Reader::maybe_time(std::string_view name) {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  return checked_time(name, *value);
}

std::int64_t Reader::row_id(std::string_view name) {
  const Value* value = required(name);
  return value == nullptr ? 0 : checked_row_id(name, *value);
}

std::optional<std::int64_t> Reader::maybe_row_id(std::string_view name) {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  return checked_row_id(name, *value);
}

std::string Reader::public_id(std::string_view name) {
  const Value* value = required(name);
  return value == nullptr ? std::string() : checked_public_id(pointer_to(name), *value);
}

std::optional<std::string> Reader::maybe_public_id(std::string_view name) {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  return checked_public_id(pointer_to(name), *value);
}

std::size_t Reader::one_of(std::string_view name, std::initializer_list<std::string_view> words) {
  const Value* value = required(name);
  if (value == nullptr) return 0;
  const auto* held = value->as<std::string>();
  const auto* found = held == nullptr ? words.end() : std::find(words.begin(), words.end(), *held);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  wrong(pointer_to(name), "不是允许的取值", "Not one of the allowed values");
  return 0;
}

std::vector<std::string> Reader::public_ids(std::string_view name, std::size_t least, std::size_t most) {
  const Value* value = required(name);
  if (value == nullptr) return {};
  const auto* list = value->as<Array>();
  if (list == nullptr || list->size() < least || list->size() > most) {
    wrong(pointer_to(name), "必须是列表，且数量在允许范围内", "Must be a list of an allowed length");
    return {};
  }
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < list->size(); ++i) {
    ids.push_back(checked_public_id(pointer_to(name) + "/" + std::to_string(i), (*list)[i]));
  }
  std::vector<std::string> sorted = ids;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    wrong(pointer_to(name), "不能有重复项", "Must not repeat an id");
  }
  return ids;
}

void Reader::refuse(std::string_view name, std::string_view zh, std::string_view en) {
  wrong(pointer_to(name), zh, en);
}

std::vector<Reader> Reader::objects(std::string_view name, std::size_t least, std::size_t most) {
  const Value* value = required(name);
  if (value == nullptr) return {};
  const auto* list = value->as<Array>();
  if (list == nullptr || list->size() < least || list->size() > most) {
    wrong(pointer_to(name), "必须是列表，且数量在允许范围内", "Must be a list of an allowed length");
    return {};
  }
  std::vector<Reader> items;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* object = (*list)[i].as<Object>();
    const std::string pointer = pointer_to(name) + "/" + std::to_string(i);
    if (object == nullptr) {
      wrong(pointer, "必须是 JSON 对象", "Must be a JSON object");
      return {};
    }
    items.push_back(Reader(*object, prefix_ + pointer));
  }
  return items;
}

void Reader::absorb(Reader& item) {
  item.refuse_unknown();
  for (FieldError& field : item.wrong_) {
    if (wrong_.size() < kErrorsMax) wrong_.push_back(std::move(field));
  }
  item.wrong_.clear();
}

void Reader::refuse_unknown() {
  for (const auto& [name, value] : object_) {
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) {
      wrong(pointer_to(name), "未知的字段", "Unknown field");
    }
  }
}

std::optional<Error> Reader::refusal() {
  if (malformed_) return malformed_;
  refuse_unknown();
  if (wrong_.empty()) return std::nullopt;
  return Error(kInvalidRequest, wrong_);
}

std::vector<Reader> Reader::maybe_objects(std::string_view name, std::size_t most) {
  if (find(name) == nullptr) return {};
  return objects(name, 0, most);
}

const Value* Reader::find(std::string_view name) {
  asked_.push_back(name);
  for (const auto& [key, value] : object_) {
    if (key == name) return value.is_null() ? nullptr : &value;
  }
  return nullptr;
}

const Value* Reader::required(std::string_view name) {
  const Value* value = find(name);
  if (value == nullptr) wrong(pointer_to(name), "必填", "Required");
  return value;
}

std::string Reader::checked_text(std::string_view name, const Value& value, Length length, Lines lines) {
  const auto* held = value.as<std::string>();
  if (held == nullptr) {
    wrong(pointer_to(name), "必须是文本", "Must be a string");
    return {};
  }
  const auto characters = count_characters(*held);
  if (!characters || has_control_characters(*held, lines == Lines::many)) {
    wrong(pointer_to(name), "含有不允许的字符", "Contains characters that are not allowed");
    return {};
  }
  if (*characters < length.least || *characters > length.most) {
    wrong(pointer_to(name), "长度超出允许范围", "The length is out of range");
    return {};
  }
  return *held;
}

std::int64_t Reader::checked_integer(std::string_view name, const Value& value, std::int64_t least,
                                     std::int64_t most) {
  const auto* held = value.as<std::int64_t>();
  if (held == nullptr) {
    wrong(pointer_to(name), "必须是整数", "Must be an integer");
    return least;
  }
  if (*held < least || *held > most) {
    wrong(pointer_to(name), "数值超出允许范围", "The value is out of range");
    return least;
  }
  return *held;
}

Instant Reader::checked_time(std::string_view name, const Value& value) {
  const auto* held = value.as<std::string>();
  const auto instant = held == nullptr ? std::nullopt : parse_rfc3339(*held);
  if (!instant)
    wrong(pointer_to(name), "必须是带时区的 RFC 3339 时间", "Must be an RFC 3339 time with an offset");
  return instant.value_or(Instant{});
}

std::int64_t Reader::checked_row_id(std::string_view name, const Value& value) {
  const auto* held = value.as<std::string>();
  const auto id = held == nullptr ? std::nullopt : parse_row_id(*held);
  if (!id) wrong(pointer_to(name), "不是合法的编号", "Not an id");
  return id.value_or(0);
}

std::string Reader::checked_public_id(std::string_view pointer, const Value& value) {
  const auto* held = value.as<std::string>();
  if (held != nullptr && crypto::is_ulid(*held)) return *held;
  wrong(std::string(pointer), "不是合法的编号", "Not an id");
  return {};
}

void Reader::wrong(const std::string& pointer, std::string_view zh, std::string_view en) {
  if (wrong_.size() < kErrorsMax) wrong_.push_back({prefix_ + pointer, zh, en});
}

}  // namespace fenrun::server::json
