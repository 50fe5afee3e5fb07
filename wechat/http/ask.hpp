// Runs one call to its end on the calling thread, for programs and tests that have no loop of their own.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "base/assert.hpp"

namespace fenrun::wechat {

template <class T>
boost::asio::awaitable<void> keep_answer(boost::asio::awaitable<T> call, std::optional<T>& answer) {
  T value = co_await std::move(call);
  answer.emplace(std::move(value));
}

template <class T>
T ask(boost::asio::io_context& context, boost::asio::awaitable<T> call) {
  std::optional<T> answer;
  std::exception_ptr thrown;
  boost::asio::co_spawn(context, keep_answer(std::move(call), answer),
                        [&thrown](std::exception_ptr escaped) { thrown = std::move(escaped); });
  context.restart();
  context.run();
  if (thrown) std::rethrow_exception(thrown);
  FENRUN_ASSERT(answer.has_value());
  return std::move(*answer);
}

// For calls that answer nothing.
inline void ask(boost::asio::io_context& context, boost::asio::awaitable<void> call) {
  std::exception_ptr thrown;
  boost::asio::co_spawn(context, std::move(call),
                        [&thrown](std::exception_ptr escaped) { thrown = std::move(escaped); });
  context.restart();
  context.run();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace fenrun::wechat
