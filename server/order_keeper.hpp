// What happens to orders without anybody asking: notices leave the inbox, payments and refunds that WeChat
// does not tell us about are asked for, orders expire, arrive and complete. A thread of its own that sleeps
// until something is due or it is rung. Any number of processes may run one: rows are taken under lock.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <span>
#include <string_view>
#include <thread>

#include "base/clock.hpp"
#include "db/mysql/database.hpp"
#include "domain/order/order_terms.hpp"

namespace fenrun::db {
struct DueNotice;
}

namespace fenrun::server {

class PayDesk;
class ShippingDesk;

class OrderKeeper {
 public:
  // `pay` is null without WeChat Pay: orders then expire, arrive and complete only. All outlive it.
  OrderKeeper(db::Database& database, const Clock& clock, PayDesk* pay, ShippingDesk& shipping,
              OrderTerms terms, std::chrono::milliseconds interval = std::chrono::seconds(1));
  ~OrderKeeper();  // stops
  OrderKeeper(const OrderKeeper&) = delete;
  OrderKeeper& operator=(const OrderKeeper&) = delete;

  // Something may be due now. Thread-safe.
  void ring();
  // Finishes what is under way. Call it before the database stops. Safe to call twice.
  void stop();

 private:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  Awaitable<void> work();
  Awaitable<void> rest();
  // Runs a step and logs what it throws: the next round begins anew.
  Awaitable<void> attempt(std::string_view name, const std::function<Awaitable<void>()>& step);
  Awaitable<void> keep_keys();
  enum class Applied { done, failed, busy, no_database };  // busy: somebody holds a row for long
  Awaitable<void> apply_notices();
  // Of one kind: together, and one by one when they do not go together. False: no database.
  Awaitable<bool> apply_kind(std::span<const db::DueNotice> due);
  Awaitable<bool> apply_alone(const db::DueNotice& due);
  Awaitable<Applied> apply(std::span<const db::DueNotice> due);  // in one transaction
  Awaitable<void> ask_about_payments();
  Awaitable<void> settle_refunds();
  Awaitable<void> upload_shipments();
  Awaitable<void> take_due_steps();
  Awaitable<Done> take_due_step(OrderId id);  // refused only by the database or the order
  Awaitable<void> show_troubles();            // as metrics, every some rounds

  template <class T>
  Awaitable<Result<T>> run(std::function<Result<T>(db::Tx&)> story);

  db::Database& database_;
  const Clock& clock_;
  PayDesk* const pay_;
  ShippingDesk& shipping_;
  const OrderTerms terms_;
  const std::chrono::milliseconds interval_;
  boost::asio::io_context context_{1};
  boost::asio::steady_timer bell_{context_};
  std::atomic<bool> is_stopping_{false};
  bool is_rung_ = false;                                   // of the context's thread, and so is this:
  std::chrono::steady_clock::time_point next_troubles_{};  // when they are counted again
  std::thread thread_;
};

}  // namespace fenrun::server
