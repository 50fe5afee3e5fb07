#include "db/redis/reply.hpp"

#include <stdexcept>

namespace fenrun::db {

namespace {

template <class T>
const T& typed(const RedisReply::Value& value, const char* expected) {
  const T* found = std::get_if<T>(&value);
  if (!found) throw std::logic_error(std::string("the reply of Redis is not ") + expected);
  return *found;
}

}  // namespace

std::int64_t RedisReply::integer() const { return typed<std::int64_t>(value_, "an integer"); }

const std::string& RedisReply::text() const { return typed<std::string>(value_, "a string"); }

const RedisReply::List& RedisReply::list() const { return typed<List>(value_, "a list"); }

std::optional<std::string> RedisReply::maybe_text() const {
  if (is_nil()) return std::nullopt;
  return text();
}

}  // namespace fenrun::db
