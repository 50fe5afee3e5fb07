#include "wechat/json.hpp"

#include <limits>
#include <set>
#include <utility>
#include <vector>

namespace fenrun::wechat {
namespace {

// Walks the document before anything is built from it, and stops at the first broken rule.
class Inspector final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return count(); }
  bool boolean(bool) override { return count(); }
  bool number_integer(number_integer_t) override { return count(); }
  bool number_unsigned(number_unsigned_t) override { return count(); }
  bool number_float(number_float_t, const string_t&) override { return count(); }
  bool string(string_t&) override { return count(); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return descend(); }
  bool start_array(std::size_t) override { return descend(); }
  bool end_object() override { return ascend(); }
  bool end_array() override { return ascend(); }
  bool key(string_t& name) override { return keys_.back().insert(name).second; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  bool count() { return ++values_ <= kJsonValuesMax; }
  bool descend() {
    keys_.emplace_back();
    return count() && keys_.size() <= kJsonDepthMax;
  }
  bool ascend() {
    keys_.pop_back();
    return true;
  }

  std::size_t values_ = 0;
  std::vector<std::set<std::string>> keys_;
};

const Json* member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto place = object.find(name);
  return place == object.end() ? nullptr : &*place;
}

}  // namespace

std::optional<Json> parse_json(std::string_view text) {
  Inspector inspector;
  if (!Json::sax_parse(text, &inspector)) return std::nullopt;
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

const Json* object_member(const Json& object, const char* name) {
  const auto* value = member(object, name);
  return value != nullptr && value->is_object() ? value : nullptr;
}

const Json* array_member(const Json& object, const char* name) {
  const auto* value = member(object, name);
  return value != nullptr && value->is_array() ? value : nullptr;
}

const std::string* text_member(const Json& object, const char* name) {
  const auto* value = member(object, name);
  return value != nullptr ? value->get_ptr<const std::string*>() : nullptr;
}

std::optional<std::int64_t> integer_member(const Json& object, const char* name) {
  const auto* value = member(object, name);
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  if (!value->is_number_unsigned()) return value->get<std::int64_t>();
  const auto number = value->get<std::uint64_t>();
  if (std::in_range<std::int64_t>(number)) return static_cast<std::int64_t>(number);
  return std::nullopt;
}

std::string to_text(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace fenrun::wechat
