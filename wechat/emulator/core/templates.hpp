// Subscribe-message templates, the rules of their values, and how many messages each user still allows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

struct Template {
  std::vector<std::string> keys;  // such as "thing1"; empty: any keys, each judged by its own type
  std::map<std::string, std::vector<std::string>> enum_values;  // of keys of the type "enum"
};

class Templates {
 public:
  void put(std::string_view template_id, Template definition);
  [[nodiscard]] const Template* find(std::string_view template_id) const;

  // One grant is one message.
  void grant(std::string_view openid, std::string_view template_id, std::int64_t count);
  [[nodiscard]] std::int64_t grants(std::string_view openid, std::string_view template_id) const;
  // False when no grant is left.
  bool use_grant(std::string_view openid, std::string_view template_id);

 private:
  std::map<std::string, Template, std::less<>> templates_;
  std::map<std::pair<std::string, std::string>, std::int64_t> grants_;
};

// Whether `value` is allowed for a key of this template. The type is the key without its number; false for an
// unknown type.
bool is_value_allowed(const Template& definition, std::string_view key, std::string_view value);

// The name of the first key of `data` that is missing, unknown, or whose value breaks its rule, in the words
// of WeChat's errmsg ("data.phrase10.value invalid").
std::optional<std::string> find_wrong_value(const Template& definition, const Json& data);

}  // namespace fenrun::emulator
