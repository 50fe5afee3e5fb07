#include "wechat/json.hpp"

#include <limits>
#include <utility>
#include <vector>

namespace fenrun::wechat {
namespace {

// Builds the document while it is read, and stops at the first broken rule.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Builder() {}  // not implicit, which would promise not to throw: the library's null value does not
  [[nodiscard]] Json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    auto& members = open_.back()->get_ref<Json::object_t&>();
    const auto [place, is_new] = members.try_emplace(std::move(name));
    slot_ = &place->second;
    return is_new;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  // Where the value that is read next belongs.
  Json* place() {
    if (open_.empty()) return &root_;
    if (open_.back()->is_object()) return slot_;
    auto& items = open_.back()->get_ref<Json::array_t&>();
    return &items.emplace_back();
  }
  bool add(Json value) {
    *place() = std::move(value);
    return ++values_ <= kJsonValuesMax;
  }
  bool open(Json empty) {
    Json* const opened = place();
    *opened = std::move(empty);
    open_.push_back(opened);
    return ++values_ <= kJsonValuesMax && open_.size() <= kJsonDepthMax;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  Json root_;
  // From the outside in. None moves while it is open: a parent grows only when its child is closed.
  std::vector<Json*> open_;
  Json* slot_ = nullptr;
  std::size_t values_ = 0;
};

const Json* member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto place = object.find(name);
  return place == object.end() ? nullptr : &*place;
}

}  // namespace

std::optional<Json> parse_json(std::string_view text) {
  Builder builder;
  if (!Json::sax_parse(text, &builder)) return std::nullopt;
  return builder.take();
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
