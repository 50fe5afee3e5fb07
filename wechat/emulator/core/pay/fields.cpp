#include "wechat/emulator/core/pay/fields.hpp"

#include <algorithm>
#include <cctype>

#include "wechat/emulator/core/text.hpp"

namespace fenrun::emulator {
namespace {

struct FieldPlaceInRequest {
  std::string pointer;  // of the object that holds the fields; "" for the whole
  std::string_view location;

  [[nodiscard]] std::string of(std::string_view name) const { return pointer + "/" + std::string(name); }
};

PayRefusal refuse_field(const PayErrorCode& code, const std::string& pointer, const Json& value,
                        std::string issue, std::string_view location) {
  PayRefusal refusal(code, std::string(code.message) + ": " + pointer);
  refusal.detail = {{"field", pointer}, {"issue", std::move(issue)}, {"location", location}};
  if (value.is_primitive() && !value.is_null()) refusal.detail["value"] = value;
  return refusal;
}

std::string bounds(const Field& field) {
  return "from " + std::to_string(field.min) + " to " + std::to_string(field.max);
}

std::optional<PayRefusal> check_object(const Json& object, std::span<const Field> fields,
                                       const FieldPlaceInRequest& place);

std::optional<PayRefusal> check_elements(const Json& list, const Field& field,
                                         const FieldPlaceInRequest& place) {
  const auto pointer = place.of(field.name);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const FieldPlaceInRequest element{pointer + "/" + std::to_string(i), place.location};
    if (!list[i].is_object())
      return refuse_field(kPayParameter, element.pointer, list[i], "not an object", place.location);
    if (auto refusal = check_object(list[i], field.members, element)) return refusal;
  }
  return std::nullopt;
}

// Nothing when the value has another type.
std::optional<std::int64_t> measure(const Json& value, FieldType type) {
  switch (type) {
    case FieldType::text: {
      if (!value.is_string()) return std::nullopt;
      const auto characters = decode_utf8(value.get_ref<const std::string&>());
      return characters ? std::optional(static_cast<std::int64_t>(characters->size())) : std::nullopt;
    }
    case FieldType::integer:
      if (!value.is_number_integer()) return std::nullopt;
      return value.is_number_unsigned() && value.get<std::uint64_t>() > Field::kAnyInteger
                 ? Field::kAnyInteger
                 : value.get<std::int64_t>();
    case FieldType::boolean:
      return value.is_boolean() ? std::optional<std::int64_t>(0) : std::nullopt;
    case FieldType::object:
      return value.is_object() ? std::optional<std::int64_t>(0) : std::nullopt;
    case FieldType::list:
      return value.is_array() ? std::optional(static_cast<std::int64_t>(value.size())) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<PayRefusal> check_value(const Json& value, const Field& field,
                                      const FieldPlaceInRequest& place) {
  const auto pointer = place.of(field.name);
  const auto size = measure(value, field.type);
  if (!size) return refuse_field(kPayParameter, pointer, value, "wrong type", place.location);
  if (*size < field.min || *size > field.max)
    return refuse_field(kPayOutOfRange, pointer, value, "not " + bounds(field), place.location);
  const FieldPlaceInRequest inside{pointer, place.location};
  if (field.type == FieldType::object) return check_object(value, field.members, inside);
  if (field.type == FieldType::list) return check_elements(value, field, place);
  return std::nullopt;
}

std::optional<PayRefusal> check_object(const Json& object, std::span<const Field> fields,
                                       const FieldPlaceInRequest& place) {
  for (const auto& [name, value] : object.items()) {
    const auto is_named = [&name = name](const Field& field) { return field.name == name; };
    if (std::none_of(fields.begin(), fields.end(), is_named))
      return refuse_field(kPayExtraParameter, place.of(name), Json(), "unknown", place.location);
  }
  for (const auto& field : fields) {
    const auto found = object.find(field.name);
    if (found != object.end()) {
      if (auto refusal = check_value(*found, field, place)) return refusal;
    } else if (field.need == Need::required) {
      return refuse_field(kPayParameter, place.of(field.name), Json(), "missing", place.location);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<PayRefusal> check_fields(const Json& object, std::span<const Field> fields,
                                       std::string_view location) {
  return check_object(object, fields, {"", location});
}

PayRefusal wrong_field(std::string_view pointer, std::string issue, std::string_view location) {
  return refuse_field(kPayParameter, std::string(pointer), Json(), std::move(issue), location);
}

bool is_number_text(std::string_view text, std::string_view symbols) {
  return std::all_of(text.begin(), text.end(), [symbols](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && (std::isalnum(byte) != 0 || symbols.find(c) != std::string_view::npos);
  });
}

}  // namespace fenrun::emulator
