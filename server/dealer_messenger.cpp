#include "server/dealer_messenger.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <vector>

#include "base/age.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/mysql/loggable.hpp"
#include "db/withdrawal/dealer_message.hpp"
#include "db/withdrawal/message_grant.hpp"
#include "server/await.hpp"

namespace fenrun::server {
namespace {

constexpr int kFlightsMax = 8;
constexpr std::chrono::seconds kMessageDeadline{10};
constexpr int kShownEvery = 15;  // rounds
constexpr std::string_view kTooLate = "message.too_late";

void count_message(std::string_view outcome) {
  metrics::counter("fenrun_dealer_messages_total", "Tries to tell a dealer in WeChat, by how they ended.",
                   {{"outcome", std::string(outcome)}})
      .add();
}

// What WeChat refuses for good. Its other refusals may end: by themselves, or when somebody mends the
// configuration.
bool is_for_good(const Error& refusal) {
  return refusal == wechat::kWechatMessageInvalid || refusal == wechat::kWechatOpenidInvalid ||
         refusal == wechat::kWechatRequestRejected;
}

}  // namespace

DealerMessenger::DealerMessenger(wechat::MiniProgram& mini_program, db::Database& database,
                                 const Clock& clock, const crypto::Sealer& sealer, MessengerOptions options)
    : mini_program_(mini_program),
      database_(database),
      clock_(clock),
      sealer_(sealer),
      options_(std::move(options)) {
  boost::asio::co_spawn(context_, work(), [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  thread_ = std::thread([this] { context_.run(); });
}

DealerMessenger::~DealerMessenger() { stop(); }

void DealerMessenger::stop() {
  is_stopping_ = true;
  boost::asio::post(context_, [this] {
    is_rung_ = true;
    bell_.cancel();
  });
  if (thread_.joinable()) thread_.join();
}

template <class T>
DealerMessenger::Awaitable<Result<T>> DealerMessenger::run(std::function<Result<T>(db::Tx&)> story) {
  const auto deadline = clock_.steady() + kMessageDeadline;
  Result<T> result = co_await on_database<T>(database_, db::Lane::pool, deadline, std::move(story));
  co_return result;
}

DealerMessenger::Awaitable<void> DealerMessenger::work() {
  const std::function<Awaitable<void>()> taking = [this] { return take(); };
  const std::function<Awaitable<void>()> showing = [this] { return show_waiting(); };
  while (!is_stopping_) {
    co_await rest();
    if (is_stopping_) co_return;
    co_await attempt("take", taking);
    co_await attempt("waiting", showing);
  }
}

DealerMessenger::Awaitable<void> DealerMessenger::rest() {
  if (!is_rung_) {
    bell_.expires_after(options_.round);
    boost::system::error_code ignored;
    co_await bell_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
  }
  is_rung_ = false;
}

// Logs what a step throws: the next round begins anew.
DealerMessenger::Awaitable<void> DealerMessenger::attempt(std::string_view name,
                                                          const std::function<Awaitable<void>()>& step) {
  std::string failure;
  try {
    co_await step();
  } catch (const std::exception& thrown) {
    failure = db::loggable(thrown);
  }
  if (!failure.empty()) log::error("dealer_messenger.failed", {{"step", name}, {"what", failure}});
}

DealerMessenger::Awaitable<void> DealerMessenger::take() {
  using Taken = std::vector<DealerMessage>;
  const int room = kFlightsMax - flights_;
  has_more_ = true;
  if (room == 0) co_return;
  std::function<Result<Taken>(db::Tx&)> story = [&](db::Tx& tx) -> Result<Taken> {
    return db::take_due_dealer_messages(tx, clock_.now(), room);
  };
  const Result<Taken> taken = co_await run<Taken>(story);
  has_more_ = taken && static_cast<int>(taken->size()) == room;
  if (!taken) co_return;
  for (const DealerMessage& message : *taken) launch(message);
}

void DealerMessenger::launch(DealerMessage message) {
  ++flights_;
  boost::asio::co_spawn(context_, deliver(message), [this, message](const std::exception_ptr& failure) {
    land();
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& thrown) {
      log::error(
          "dealer_messenger.failed",
          {{"step", "deliver"}, {"withdrawal", message.withdrawal.value}, {"what", db::loggable(thrown)}});
    }
  });
}

void DealerMessenger::land() {
  --flights_;
  if (!has_more_) return;
  is_rung_ = true;
  bell_.cancel();
}

// Whoever is busy or away leaves the message to whom its lease ends for.
DealerMessenger::Awaitable<void> DealerMessenger::deliver(DealerMessage message) {
  if (is_too_late(message, clock_.now())) {
    co_await give_up(message, std::string(kTooLate));
    co_return;
  }
  std::function<Result<DealerLetter>(db::Tx&)> story = [&](db::Tx& tx) {
    return write_dealer_letter(tx, message, options_.messages, sealer_, mini_program_.appid());
  };
  Result<DealerLetter> letter = co_await run<DealerLetter>(story);
  if (!letter && letter.error().kind() == ErrorKind::unavailable) co_return;
  if (!letter) {
    co_await give_up(message, std::string(letter.error().code()));
    co_return;
  }
  letter->message.target = options_.target;
  const Done told = co_await send(letter->message);
  co_await record(message, *letter, told);
}

// A page that WeChat does not know (yet) costs the tap, not the message.
DealerMessenger::Awaitable<Done> DealerMessenger::send(wechat::SubscribeMessage message) {
  const Done told = co_await mini_program_.send_subscribe_message(message);
  if (!told.refused_with(wechat::kWechatPageNotPublished) || message.page.empty()) co_return told;
  log::warning("dealer_messenger.page_unknown", {{"page", message.page}});
  message.page.clear();
  const Done without = co_await mini_program_.send_subscribe_message(message);
  co_return without;
}

DealerMessenger::Awaitable<void> DealerMessenger::record(DealerMessage message, DealerLetter letter,
                                                         Done told) {
  if (told) {
    const bool is_first = co_await end(message, DealerMessageState::sent, "", &letter);
    if (is_first) count_message("sent");
    co_return;
  }
  std::string code(told.error().code());
  if (told.refused_with(wechat::kWechatSubscriptionMissing)) {
    const bool is_first = co_await end(message, DealerMessageState::refused, code, &letter);
    if (is_first) count_message("refused");
    co_return;
  }
  if (is_for_good(told.error())) {
    co_await give_up(message, code);
    co_return;
  }
  co_await try_later(message, told.error());
}

DealerMessenger::Awaitable<void> DealerMessenger::give_up(DealerMessage message, std::string code) {
  const bool is_first = co_await end(message, DealerMessageState::failed, code, nullptr);
  if (!is_first) co_return;
  count_message("failed");
  log::warning("dealer_message.failed",
               {{"withdrawal", message.withdrawal.value}, {"kind", to_word(message.kind)}, {"code", code}});
}

DealerMessenger::Awaitable<void> DealerMessenger::try_later(DealerMessage message, Error why) {
  const auto wait = why.retry_after().value_or(std::chrono::seconds(0));
  const auto pause = std::max(pause_before_next_try(message), wait);
  std::function<Result<bool>(db::Tx&)> story = [&](db::Tx& tx) -> Result<bool> {
    return db::postpone_dealer_message(tx, message, why.code(), clock_.now() + pause);
  };
  const Result<bool> postponed = co_await run<bool>(story);
  if (!postponed || !*postponed) co_return;
  count_message("again");
  log::info("dealer_message.waits",
            {{"withdrawal", message.withdrawal.value}, {"tries", message.tries}, {"code", why.code()}});
}

// With a letter, what the user has allowed changes too. False when somebody else has the message by now, or
// it could not be written down: then it will be tried again.
DealerMessenger::Awaitable<bool> DealerMessenger::end(DealerMessage message, DealerMessageState state,
                                                      std::string code, const DealerLetter* letter) {
  std::function<Result<bool>(db::Tx&)> story = [&](db::Tx& tx) -> Result<bool> {
    if (!db::end_dealer_message(tx, message, state, code, clock_.now())) return false;
    if (letter == nullptr) return true;
    if (state == DealerMessageState::sent) {
      db::use_message_grant(tx, letter->consumer, letter->message.template_id);
    } else {
      db::clear_message_grants(tx, letter->consumer, letter->message.template_id);
    }
    return true;
  };
  const Result<bool> ended = co_await run<bool>(story);
  co_return ended.has_value() && *ended;
}

DealerMessenger::Awaitable<void> DealerMessenger::show_waiting() {
  if (clock_.steady() < next_shown_) co_return;
  std::function<Result<db::Waiting>(db::Tx&)> count = [](db::Tx& tx) -> Result<db::Waiting> {
    return db::count_waiting_dealer_messages(tx);
  };
  const Result<db::Waiting> waiting = co_await run<db::Waiting>(count);
  if (!waiting) co_return;
  metrics::gauge("fenrun_dealer_messages_waiting", "Messages to dealers that WeChat has not taken yet.")
      .set(static_cast<double>(waiting->count));
  metrics::gauge("fenrun_dealer_messages_oldest_seconds", "How long the oldest of them has waited.")
      .set(seconds_since(waiting->oldest, clock_.now()));
  next_shown_ = clock_.steady() + kShownEvery * options_.round;
}

}  // namespace fenrun::server
