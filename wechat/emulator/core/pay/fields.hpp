// What a request may hold, as data: the name, type, length or range of every field. A body is checked against
// its table before any rule of business sees it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "wechat/emulator/core/pay/refusals.hpp"

namespace fenrun::emulator {

enum class FieldType { text, integer, boolean, object, list };

enum class Need { required, optional };

struct Field {
  std::string_view name;
  FieldType type;
  Need need = Need::required;
  std::int64_t min = 0;  // characters of a text, value of an integer, elements of a list
  std::int64_t max = 0;
  std::span<const Field> members;  // of an object, or of each element of a list (which are objects)

  static constexpr std::int64_t kAnyInteger = 9'007'199'254'740'991;

  // A text of 1 to `max` characters, unless `min` says otherwise.
  static constexpr Field text(std::string_view name, std::int64_t max, Need need = Need::required,
                              std::int64_t min = 1) {
    return {name, FieldType::text, need, min, max, {}};
  }
  static constexpr Field integer(std::string_view name, std::int64_t min, std::int64_t max = kAnyInteger,
                                 Need need = Need::required) {
    return {name, FieldType::integer, need, min, max, {}};
  }
  static constexpr Field boolean(std::string_view name, Need need = Need::required) {
    return {name, FieldType::boolean, need, 0, 0, {}};
  }
  static constexpr Field object(std::string_view name, std::span<const Field> members,
                                Need need = Need::required) {
    return {name, FieldType::object, need, 0, 0, members};
  }
  static constexpr Field list(std::string_view name, std::int64_t min, std::int64_t max,
                              std::span<const Field> members, Need need = Need::required) {
    return {name, FieldType::list, need, min, max, members};
  }
};

// The first field that is unknown, missing, of a wrong type, null, or out of its bounds. `location` is "body"
// or "query"; `detail` names the field as a JSON pointer.
std::optional<PayRefusal> check_fields(const Json& object, std::span<const Field> fields,
                                       std::string_view location = "body");

// `kPayParameter` with a detail that names the field ("/amount/total") and what is wrong with it.
PayRefusal wrong_field(std::string_view pointer, std::string issue, std::string_view location = "body");

// Whether every character is an ASCII letter, a digit or one of `symbols`.
bool is_number_text(std::string_view text, std::string_view symbols);

}  // namespace fenrun::emulator
