#include <nlohmann/json.hpp>

#include "base/assert.hpp"
#include "server/api/json/value.hpp"

namespace fenrun::server::json {
namespace {

// Receives nlohmann's events and builds our Value; returning false stops the parser at the first refusal.
class Builder {
 public:
  using number_integer_t = std::int64_t;
  using number_unsigned_t = std::uint64_t;
  using number_float_t = double;
  using string_t = std::string;
  using binary_t = nlohmann::json::binary_t;

  bool null() { return place(Value{}); }
  bool boolean(bool value) { return place(Value{value}); }
  bool number_integer(number_integer_t value) { return place(Value{value}); }
  bool number_unsigned(number_unsigned_t value) {
    if (value > static_cast<std::uint64_t>(INT64_MAX)) return place(Value{NotAnInteger{}});
    return place(Value{static_cast<std::int64_t>(value)});
  }
  bool number_float(number_float_t, const string_t&) { return place(Value{NotAnInteger{}}); }
  bool string(string_t& value) { return place(Value{std::move(value)}); }
  bool binary(binary_t&) { return false; }

  bool start_object(std::size_t) { return open(Value{Object{}}); }
  bool start_array(std::size_t) { return open(Value{Array{}}); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(string_t& name) {
    auto& object = std::get<Object>(open_.back().held);
    for (const auto& member : object) {
      if (member.first == name) return refuse(kBodyDuplicateKey);
    }
    object.push_back({std::move(name), Value{}});
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
    return refuse(kBodyMalformed);
  }

  Result<Value> finish() {
    if (refused_ != nullptr) return *refused_;
    FENRUN_ASSERT(open_.empty());
    return std::move(root_);
  }

 private:
  bool refuse(const ErrorCode& code) {
    if (refused_ == nullptr) refused_ = &code;
    return false;
  }

  bool open(Value container) {
    if (open_.size() >= kDepthMax) return refuse(kBodyTooDeep);
    open_.push_back(std::move(container));
    return true;
  }

  bool close() {
    Value done = std::move(open_.back());
    open_.pop_back();
    return place(std::move(done));
  }

  bool place(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* array = std::get_if<Array>(&open_.back().held)) {
      array->push_back(std::move(value));
    } else {
      std::get<Object>(open_.back().held).back().second = std::move(value);
    }
    return true;
  }

  std::vector<Value> open_;
  Value root_;
  const ErrorCode* refused_ = nullptr;
};

}  // namespace

Result<Value> parse(std::string_view text) {
  Builder builder;
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return builder.finish();
}

}  // namespace fenrun::server::json
