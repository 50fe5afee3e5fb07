// What happens to confirm-free authorisations without anybody looking: WeChat is told of those that are to be
// ended, and asked about those that are doubted. A thread of its own; any number of processes may run one,
// for asking twice changes nothing.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <thread>

namespace fenrun::server {

class ConfirmFreeDesk;

class ConfirmFreeKeeper {
 public:
  // The desk outlives it.
  explicit ConfirmFreeKeeper(ConfirmFreeDesk& desk,
                             std::chrono::milliseconds interval = std::chrono::seconds(5));
  ~ConfirmFreeKeeper();  // stops
  ConfirmFreeKeeper(const ConfirmFreeKeeper&) = delete;
  ConfirmFreeKeeper& operator=(const ConfirmFreeKeeper&) = delete;

  // Finishes the call under way. Call it before the database stops. Safe to call twice.
  void stop();

 private:
  boost::asio::awaitable<void> keep();
  boost::asio::awaitable<void> round();

  ConfirmFreeDesk& desk_;
  const std::chrono::milliseconds interval_;
  boost::asio::io_context context_{1};
  boost::asio::steady_timer bell_{context_};
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

}  // namespace fenrun::server
