#include "server/confirm_free_keeper.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>

#include "base/log.hpp"
#include "db/mysql/loggable.hpp"
#include "server/confirm_free_desk.hpp"

namespace fenrun::server {

ConfirmFreeKeeper::ConfirmFreeKeeper(ConfirmFreeDesk& desk, std::chrono::milliseconds interval)
    : desk_(desk), interval_(interval) {
  boost::asio::co_spawn(context_, keep(), [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  thread_ = std::thread([this] { context_.run(); });
}

ConfirmFreeKeeper::~ConfirmFreeKeeper() { stop(); }

void ConfirmFreeKeeper::stop() {
  is_stopping_ = true;
  boost::asio::post(context_, [this] { bell_.cancel(); });
  if (thread_.joinable()) thread_.join();
}

boost::asio::awaitable<void> ConfirmFreeKeeper::keep() {
  while (!is_stopping_) {
    bell_.expires_after(interval_);
    boost::system::error_code ignored;
    co_await bell_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    if (is_stopping_) co_return;
    co_await round();
  }
}

// What was not done is done in the next round.
boost::asio::awaitable<void> ConfirmFreeKeeper::round() {
  std::string failure;
  try {
    co_await desk_.settle_some();
  } catch (const std::exception& thrown) {
    failure = db::loggable(thrown);
  }
  if (!failure.empty()) log::error("confirm_free_keeper.failed", {{"what", failure}});
}

}  // namespace fenrun::server
