// Tells dealers in WeChat that a withdrawal has ended. A thread of its own that looks for waiting messages
// and sends some at once. Any number of processes may run one: a message is leased to one of them.
//
// A message that WeChat surely has not taken is tried again for a day. Whether one was taken is not known
// when the answer is lost, or this process ends before it is written down: it is tried again too, so that a
// dealer who allowed a second message may read the same twice. Nothing here changes a withdrawal.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "base/clock.hpp"
#include "base/crypto/sealer.hpp"
#include "db/mysql/database.hpp"
#include "domain/withdrawal/dealer_message.hpp"
#include "server/dealer_letter.hpp"
#include "server/message_options.hpp"
#include "wechat/miniprogram/client.hpp"

namespace fenrun::server {

struct MessengerOptions {
  MessageOptions messages;
  wechat::MessageTarget target = wechat::MessageTarget::formal;
  std::chrono::milliseconds round{2'000};  // how often it looks
};

class DealerMessenger {
 public:
  // All outlive it.
  DealerMessenger(wechat::MiniProgram& mini_program, db::Database& database, const Clock& clock,
                  const crypto::Sealer& sealer, MessengerOptions options);
  ~DealerMessenger();  // stops
  DealerMessenger(const DealerMessenger&) = delete;
  DealerMessenger& operator=(const DealerMessenger&) = delete;

  // Finishes what is under way. Call it before the database stops. Safe to call twice.
  void stop();

 private:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  Awaitable<void> work();
  Awaitable<void> rest();
  Awaitable<void> attempt(std::string_view name, const std::function<Awaitable<void>()>& step);
  Awaitable<void> take();
  Awaitable<void> show_waiting();  // as metrics, every some rounds
  void launch(DealerMessage message);
  void land();

  Awaitable<void> deliver(DealerMessage message);
  Awaitable<Done> send(wechat::SubscribeMessage message);
  Awaitable<void> record(DealerMessage message, DealerLetter letter, Done told);
  Awaitable<void> give_up(DealerMessage message, std::string code);
  Awaitable<void> try_later(DealerMessage message, Error why);
  Awaitable<bool> end(DealerMessage message, DealerMessageState state, std::string code,
                      const DealerLetter* letter);

  template <class T>
  Awaitable<Result<T>> run(std::function<Result<T>(db::Tx&)> story);

  wechat::MiniProgram& mini_program_;
  db::Database& database_;
  const Clock& clock_;
  const crypto::Sealer& sealer_;
  const MessengerOptions options_;
  boost::asio::io_context context_{1};
  boost::asio::steady_timer bell_{context_};
  std::atomic<bool> is_stopping_{false};
  // Of the context's thread:
  int flights_ = 0;        // messages under way
  bool has_more_ = false;  // more were waiting than could be taken
  bool is_rung_ = false;
  std::chrono::steady_clock::time_point next_shown_{};
  std::thread thread_;
};

}  // namespace fenrun::server
