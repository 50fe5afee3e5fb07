#include "db/redis/convert.hpp"

#include <stdexcept>

namespace fenrun::db {

namespace {

std::string text_of(const redisReply& reply) { return {reply.str, reply.len}; }

RedisReply to_reply(const redisReply& reply) {
  switch (reply.type) {
    case REDIS_REPLY_NIL:
      return RedisReply();
    case REDIS_REPLY_INTEGER:
      return RedisReply(std::int64_t{reply.integer});
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      return RedisReply(text_of(reply));
    case REDIS_REPLY_ERROR:
      return RedisReply(RedisReply::Refused{text_of(reply)});
    case REDIS_REPLY_ARRAY: {
      RedisReply::List list;
      list.reserve(reply.elements);
      for (std::size_t i = 0; i < reply.elements; ++i) list.push_back(to_reply(*reply.element[i]));
      return RedisReply(std::move(list));
    }
    default:
      throw std::logic_error("a reply of Redis has the unknown type " + std::to_string(reply.type));
  }
}

}  // namespace

Result<RedisReply> to_result(const redisReply* reply) {
  if (reply == nullptr) return kRedisDown;
  if (reply->type == REDIS_REPLY_ERROR) return Error(kRedisRefused).internal_note(text_of(*reply));
  return to_reply(*reply);
}

}  // namespace fenrun::db
