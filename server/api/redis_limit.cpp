#include "server/api/redis_limit.hpp"

namespace fenrun::server {
namespace {

// take_token() in Lua, so that reading and moving on are one step. Microseconds of this century fit a double
// exactly.
const db::RedisScript& script() {
  static const db::RedisScript kScript(
      "local now, window, interval = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])\n"
      "local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)\n"
      "local early = arrival + interval - window - now\n"
      "if early > 0 then return {0, early, arrival - now} end\n"
      "local full = arrival + interval - now\n"
      "redis.call('SET', KEYS[1], string.format('%.0f', arrival + interval), 'PX', math.ceil(full / 1000) + "
      "1)\n"
      "return {1, -early, full}\n");
  return kScript;
}

std::chrono::seconds shared_seconds_up(std::int64_t micros) {
  return std::chrono::seconds((std::max<std::int64_t>(micros, 0) + 999'999) / 1'000'000);
}

LimitVerdict read_verdict(const db::RedisReply::List& answer, std::int64_t interval_us) {
  LimitVerdict verdict;
  verdict.admitted = answer.at(0).integer() == 1;
  const std::int64_t distance_us = answer.at(1).integer();
  verdict.reset = shared_seconds_up(answer.at(2).integer());
  if (verdict.admitted) {
    verdict.remaining = distance_us / interval_us;
  } else {
    verdict.retry_after = shared_seconds_up(distance_us);
  }
  return verdict;
}

}  // namespace

boost::asio::awaitable<std::optional<LimitVerdict>> take_shared_token(db::RedisClient& redis, std::string key,
                                                                      LimitPolicy policy, Instant now) {
  const std::int64_t window_us = std::chrono::microseconds(policy.window).count();
  const std::int64_t interval_us = interval_us_of(policy);
  std::vector<std::string> keys{"limit:" + key};
  std::vector<std::string> arguments{std::to_string(now.time_since_epoch().count()),
                                     std::to_string(window_us), std::to_string(interval_us)};
  auto pending = redis.run(script(), std::move(keys), std::move(arguments));
  const Result<db::RedisReply> answer = co_await std::move(pending);
  if (!answer) co_return std::nullopt;
  co_return read_verdict(answer->list(), interval_us);
}

}  // namespace fenrun::server
