#include "wechat/emulator/shell/program.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <iostream>

#include "base/log.hpp"
#include "base/random.hpp"
#include "wechat/emulator/core/control/control.hpp"
#include "wechat/emulator/core/emulator.hpp"
#include "wechat/emulator/core/standard_headers.hpp"
#include "wechat/emulator/shell/merchant_files.hpp"
#include "wechat/emulator/shell/push_sender.hpp"

namespace fenrun::emulator {
namespace {

namespace asio = boost::asio;

struct PushOutcome {
  int attempts = 0;
  bool is_accepted = false;
  std::string last;
};

std::string describe(const PushReply& reply) {
  constexpr std::size_t kShownBytes = 200;
  if (reply.status == 0) return reply.problem;
  return std::to_string(reply.status) + " " + reply.body.substr(0, kShownBytes);
}

bool is_accepted(const PushJob& job, const PushReply& reply) {
  if (job.expected_reply) return reply.status == 200 && reply.body == *job.expected_reply;
  return is_push_accepted(reply.status, reply.body);
}

// How often we look for what virtual time has made due.
constexpr std::chrono::milliseconds kTick{10};

// A coroutine of ours that fails is a bug worth a line; the others go on.
void log_callback_failure(std::exception_ptr escaped) {
  if (!escaped) return;
  try {
    std::rethrow_exception(escaped);
  } catch (const std::exception& problem) {
    log::error("emulator.callback_failed", {{"problem", problem.what()}});
  }
}

// The first check of an address is not repeated; messages are.
asio::awaitable<PushOutcome> deliver(PushJob job) {
  PushOutcome outcome;
  const int attempts_max = job.expected_reply ? 1 : PushRequest::kAttemptsMax;
  while (outcome.attempts < attempts_max && !outcome.is_accepted) {
    PushReply reply = co_await send_push(job.request);
    ++outcome.attempts;
    outcome.is_accepted = is_accepted(job, reply);
    outcome.last = describe(reply);
  }
  co_return outcome;
}

class Program {
 public:
  Program(const Options& options, std::uint64_t seed)
      : random_(seed), world_(make_world(options.appid, options.secret.reveal(), random_)) {}

  // Serves the Pay API, and says under which keys.
  Json set_up_pay(const Options& options) {
    auto files =
        generate_merchant_files(options.merchant_folder, options.mchid, options.appid, clock_.now(), random_);
    const auto& merchant = files.merchant;
    Json told{{"mchid", merchant.mchid},
              {"key_file", files.key_file},
              {"certificate_file", files.certificate_file},
              {"certificate_serial", merchant.certificates.begin()->first},
              {"apiv3_key_file", files.apiv3_key_file},
              {"public_key_file", files.public_key_file},
              {"public_key_id", merchant.public_key.serial},
              {"platform_certificate_file", files.platform_certificate_file},
              {"platform_certificate_serial", merchant.platform_certificates.front().certificate.serial}};
    world_.pay = Pay{std::move(files.merchant)};
    return told;
  }

  asio::awaitable<Answer> answer_wechat(Request request) {
    const Moment moment = world_.clock.moment(clock_.now(), random_);
    Answer answer = answer_request(world_, request, moment);
    add_standard_headers(answer.reply, moment.signing());
    co_return answer;
  }

  asio::awaitable<Answer> answer_control_call(Request request) {
    ControlAnswer answered = answer_control(world_, request, clock_.now(), random_);
    Json pushes = Json::array();
    for (const auto& job : answered.pushes) {
      PushOutcome outcome = co_await deliver(job);
      pushes.push_back(record_push(world_, job.number, outcome.attempts, outcome.is_accepted, outcome.last));
    }
    if (!pushes.empty()) answered.body["pushes"] = pushes;
    Answer answer;
    answer.reply.status = answered.status;
    answer.reply.content_type = "application/json";
    answer.reply.body = answered.body.dump(-1, ' ', false, Json::error_handler_t::replace);
    co_return answer;
  }

  // Lets time pass for what nobody asks about, and sends the callbacks that are due, each on its own.
  asio::awaitable<void> keep_time() {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor);
    boost::system::error_code stopped;
    while (!stopped) {
      timer.expires_after(kTick);
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, stopped));
      if (!world_.pay) continue;
      const Moment moment = world_.clock.moment(clock_.now(), random_);
      catch_up(world_, moment);
      auto jobs = world_.pay->callbacks.take_due(world_.pay->merchant, world_.faults, moment);
      for (auto& job : jobs) asio::co_spawn(executor, send_callback(std::move(job)), &log_callback_failure);
    }
  }

 private:
  asio::awaitable<void> send_callback(CallbackJob job) {
    PushReply reply = co_await send_push(job.request);
    if (world_.pay) world_.pay->callbacks.record(job.attempt, reply.status, describe(reply));
  }

  SystemClock clock_;
  SeededRandom random_;
  World world_;
};

std::string url(std::string_view scheme, const ListenAddress& address, std::uint16_t port) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  const auto host = is_v6 ? "[" + address.host + "]" : address.host;
  return std::string(scheme) + "://" + host + ":" + std::to_string(port);
}

}  // namespace

void run_emulator(const Options& options) {
  SystemRandom system_random;
  const auto seed = options.seed.value_or(system_random.next_u64() >> 1U);
  Program program(options, seed);
  // Declared after what its coroutines use: they die with it.
  asio::io_context context(1);
  const auto port =
      start_server(context, options.listen, options.tls, KeptAlive{.next = options.kept_alive},
                   [&program](Request request) { return program.answer_wechat(std::move(request)); });
  const auto control_port =
      start_server(context, options.control, std::nullopt, KeptAlive{},
                   [&program](Request request) { return program.answer_control_call(std::move(request)); });
  asio::signal_set signals(context, SIGTERM, SIGINT);
  signals.async_wait([&context](const boost::system::error_code&, int) { context.stop(); });
  Json ready{{"event", "ready"},
             {"wechat", url("https", options.listen, port)},
             {"control", url("http", options.control, control_port)},
             {"ca_file", options.ca_file},
             {"appid", options.appid},
             {"seed", seed}};
  if (!options.merchant_folder.empty()) ready["pay"] = program.set_up_pay(options);
  asio::co_spawn(context, program.keep_time(), &log_callback_failure);
  std::cout << ready.dump() << std::endl;
  context.run();
}

}  // namespace fenrun::emulator
