#include "tests/support/test_redis.hpp"

#include <boost/asio/co_spawn.hpp>
#include <memory>
#include <optional>
#include <stdexcept>

#include "db/redis/client.hpp"
#include "tests/support/environment.hpp"

namespace fenrun::testing {

namespace {

namespace asio = boost::asio;
using Reply = Result<db::RedisReply>;

constexpr std::chrono::seconds kPatience{10};

asio::awaitable<std::shared_ptr<Reply>> ask(db::RedisClient& client, std::vector<std::string> arguments) {
  auto pending = client.command(std::move(arguments));
  Reply reply = co_await std::move(pending);
  co_return std::make_shared<Reply>(std::move(reply));
}

std::string as_text(const db::RedisReply& reply) {
  if (reply.is_nil()) return {};
  if (const auto* number = std::get_if<std::int64_t>(&reply.value())) return std::to_string(*number);
  return reply.text();
}

db::RedisOptions redis_server_options() {
  db::RedisOptions options;
  options.socket = redis_socket();
  return options;
}

std::string claim(int number) { return "fenrun-test-database-" + std::to_string(number); }

}  // namespace

std::string redis_command(const db::RedisOptions& options, const std::vector<std::string>& arguments) {
  asio::io_context context{1};
  db::RedisOptions patient = options;
  patient.command_timeout = kPatience;
  db::RedisClient client(context, patient);
  for (int tries = 0; !client.is_up(); ++tries) {
    if (tries == 10'000) throw std::runtime_error("no connection to Redis");
    context.run_one_for(std::chrono::milliseconds(1));
  }
  std::shared_ptr<Reply> reply;
  asio::co_spawn(context, ask(client, arguments), [&](std::exception_ptr, std::shared_ptr<Reply> answer) {
    reply = std::move(answer);
    context.stop();
  });
  context.run();
  if (!reply) throw std::runtime_error(arguments[0] + ": no reply");
  if (!*reply) throw std::runtime_error(arguments[0] + ": " + reply->error().internal_note());
  return as_text(**reply);
}

TestRedis::TestRedis() {
  for (int number = 1; number <= 15 && number_ == 0; ++number) {
    if (redis_command(redis_server_options(), {"SET", claim(number), "taken", "NX", "EX", "600"}) == "OK")
      number_ = number;
  }
  if (number_ == 0) throw std::runtime_error("all numbered databases of the test Redis are taken");
  redis_command(options(), {"FLUSHDB"});
}

TestRedis::~TestRedis() {
  redis_command(options(), {"FLUSHDB"});
  redis_command(redis_server_options(), {"DEL", claim(number_)});
}

db::RedisOptions TestRedis::options() const {
  db::RedisOptions options = redis_server_options();
  options.database = number_;
  return options;
}

}  // namespace fenrun::testing
