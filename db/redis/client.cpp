#include "db/redis/client.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "base/clock.hpp"
#include "base/crypto/digest.hpp"
#include "base/metrics.hpp"
#include "db/redis/convert.hpp"
#include "db/redis/link.hpp"

namespace fenrun::db {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// Replies travel boxed: Asio's coroutine machinery wants what it carries to be default constructible.
using Boxed = std::shared_ptr<Result<RedisReply>>;
using Complete = std::function<void(Boxed)>;

// A connection that leaves a command unanswered for so many time-outs is given up.
constexpr int kTimeoutsBeforeDrop = 4;

struct Metrics {
  metrics::Counter commands = metrics::counter("fenrun_redis_commands_total", "Commands sent");
  metrics::Counter timeouts =
      metrics::counter("fenrun_redis_timeouts_total", "Commands not answered in time");
};

const Metrics& measured() {
  static const Metrics metrics;
  return metrics;
}

}  // namespace

RedisScript::RedisScript(std::string_view text) : text_(text), sha1_(crypto::to_hex(crypto::sha1(text))) {}

struct RedisClient::Impl : std::enable_shared_from_this<RedisClient::Impl> {
  struct Waiting {
    Complete complete;  // empty once the caller has been told that time ran out
    std::chrono::steady_clock::time_point sent;
  };

  Impl(asio::io_context& io_context, RedisOptions redis_options)
      : context(io_context),
        options(redis_options),
        link(std::make_shared<RedisLink>(io_context, std::move(redis_options))),
        sweep_timer(io_context) {}

  void send(const std::vector<std::string>& arguments, Complete complete) {
    redisAsyncContext* connection = link->connection();
    if (connection == nullptr) return answer(complete, kRedisDown);
    if (waiting.size() >= options.in_flight_max) return answer(complete, kRedisBusy);
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    for (const std::string& argument : arguments) {
      texts.push_back(argument.data());
      lengths.push_back(argument.size());
    }
    const int status = redisAsyncCommandArgv(connection, &Impl::handle_reply, this,
                                             static_cast<int>(texts.size()), texts.data(), lengths.data());
    if (status != REDIS_OK) return answer(complete, kRedisDown);
    measured().commands.add();
    waiting.push_back({std::move(complete), clock.steady()});
    if (!is_sweeping) sweep_after(options.command_timeout);
  }

  // hiredis answers in the order of sending, so the reply belongs to the oldest.
  static void handle_reply(redisAsyncContext*, void* reply, void* data) {
    Impl& self = *static_cast<Impl*>(data);
    const Complete complete = std::move(self.waiting.front().complete);
    self.waiting.pop_front();
    if (self.timed_out > 0) --self.timed_out;
    if (complete) self.answer(complete, to_result(static_cast<const redisReply*>(reply)));
  }

  // Posted, never called from here: a coroutine must not run, throw or destroy us inside of hiredis.
  void answer(const Complete& complete, Result<RedisReply> result) {
    asio::post(context, [complete, boxed = std::make_shared<Result<RedisReply>>(std::move(result))] {
      complete(boxed);
    });
  }

  // One timer serves all commands, because they wait equally long and in order.
  void sweep_after(std::chrono::steady_clock::duration pause) {
    is_sweeping = true;
    sweep_timer.expires_after(pause);
    sweep_timer.async_wait([weak = weak_from_this()](const error_code& error) {
      const std::shared_ptr<Impl> self = weak.lock();
      if (!error && self) self->sweep();
    });
  }

  void sweep() {
    is_sweeping = false;
    const auto now = clock.steady();
    for (; timed_out < waiting.size() && waiting[timed_out].sent + options.command_timeout <= now;
         ++timed_out) {
      answer(std::exchange(waiting[timed_out].complete, nullptr), kRedisTimeout);
      measured().timeouts.add();
    }
    if (!waiting.empty() && waiting.front().sent + kTimeoutsBeforeDrop * options.command_timeout <= now) {
      link->drop();  // answers all that wait, and empties the queue
    }
    if (waiting.empty()) return;
    const bool has_live = timed_out < waiting.size();
    const auto next = has_live ? waiting[timed_out].sent + options.command_timeout
                               : waiting.front().sent + kTimeoutsBeforeDrop * options.command_timeout;
    sweep_after(next - now);
  }

  asio::io_context& context;
  const RedisOptions options;
  const SystemClock clock;
  std::shared_ptr<RedisLink> link;
  asio::steady_timer sweep_timer;
  std::deque<Waiting> waiting;  // sent and not answered, oldest first
  std::size_t timed_out = 0;    // how many at the front have been told so
  bool is_sweeping = false;
};

RedisClient::RedisClient(asio::io_context& context, RedisOptions options)
    : impl_(std::make_shared<Impl>(context, std::move(options))) {
  impl_->link->start({});
}

RedisClient::~RedisClient() {
  impl_->link->stop();
  impl_->sweep_timer.cancel();
}

bool RedisClient::is_up() const { return impl_->link->is_up(); }

namespace {

asio::awaitable<Result<RedisReply>> send(std::shared_ptr<RedisClient::Impl> impl,
                                         std::vector<std::string> arguments) {
  auto initiate = [&impl, &arguments](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    impl->send(arguments, [shared](Boxed boxed) { (*shared)(std::move(boxed)); });
  };
  auto token = asio::use_awaitable;
  auto pending = asio::async_initiate<decltype(token), void(Boxed)>(initiate, token);
  const Boxed boxed = co_await std::move(pending);
  co_return std::move(*boxed);
}

asio::awaitable<Result<RedisReply>> run_script(std::shared_ptr<RedisClient::Impl> impl, RedisScript script,
                                               std::vector<std::string> keys,
                                               std::vector<std::string> arguments) {
  std::vector<std::string> command{"EVALSHA", script.sha1(), std::to_string(keys.size())};
  command.insert(command.end(), std::make_move_iterator(keys.begin()), std::make_move_iterator(keys.end()));
  command.insert(command.end(), std::make_move_iterator(arguments.begin()),
                 std::make_move_iterator(arguments.end()));
  auto known = send(impl, command);
  Result<RedisReply> result = co_await std::move(known);
  const bool is_forgotten =
      result.refused_with(kRedisRefused) && result.error().internal_note().starts_with("NOSCRIPT");
  if (!is_forgotten) co_return result;
  command[0] = "EVAL";  // runs the text, and Redis keeps it
  command[1] = script.text();
  auto told = send(impl, std::move(command));
  Result<RedisReply> again = co_await std::move(told);
  co_return again;
}

}  // namespace

asio::awaitable<Result<RedisReply>> RedisClient::command(std::vector<std::string> arguments) {
  return send(impl_, std::move(arguments));
}

asio::awaitable<Result<RedisReply>> RedisClient::run(RedisScript script, std::vector<std::string> keys,
                                                     std::vector<std::string> arguments) {
  return run_script(impl_, std::move(script), std::move(keys), std::move(arguments));
}

}  // namespace fenrun::db
