#include "wechat/json.hpp"

#include <utility>
#include <vector>

namespace fenrun::wechat {
namespace {

// Builds the document while it is read.
class JsonBuilder final : public JsonVisitor {
 public:
  JsonBuilder() noexcept(false) {}  // a Json allocates
  JsonBuilder(const JsonBuilder&) = delete;
  JsonBuilder& operator=(const JsonBuilder&) = delete;

  [[nodiscard]] Json take() { return std::move(root_); }

  void begin_object() override { open_.push_back(&(place() = Json::object())); }
  void end_object() override { open_.pop_back(); }
  void begin_array() override { open_.push_back(&(place() = Json::array())); }
  void end_array() override { open_.pop_back(); }
  void key(std::string_view name) override {
    auto& members = open_.back()->get_ref<Json::object_t&>();
    slot_ = &members.try_emplace(std::string(name)).first->second;
  }
  void text(std::string_view value) override { place() = std::string(value); }
  void integer(std::int64_t value) override {
    // What is not negative is unsigned, as the library itself reads it.
    if (value < 0) {
      place() = value;
    } else {
      place() = static_cast<std::uint64_t>(value);
    }
  }
  void large_integer(std::uint64_t value) override { place() = value; }
  void number(double value) override { place() = value; }
  void boolean(bool value) override { place() = value; }
  void null() override { place() = nullptr; }

 private:
  // Where the value that is read next belongs.
  Json& place() {
    if (open_.empty()) return root_;
    if (open_.back()->is_object()) return *slot_;
    return open_.back()->get_ref<Json::array_t&>().emplace_back();
  }

  Json root_;
  // From the outside in. None moves while it is open: a parent grows only when its child is closed.
  std::vector<Json*> open_;
  Json* slot_ = nullptr;
};

const Json* member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto place = object.find(name);
  return place == object.end() ? nullptr : &*place;
}

}  // namespace

std::optional<Json> parse_json(std::string_view text) {
  JsonBuilder builder;
  if (!read_json(text, builder)) return std::nullopt;
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
