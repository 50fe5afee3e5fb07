// Runs one coroutine to its end on an io_context of its own.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace fenrun::wechat::testing {

template <class T>
boost::asio::awaitable<void> store(boost::asio::awaitable<T> work, std::optional<T>& place) {
  T value = co_await std::move(work);
  place.emplace(std::move(value));
}

template <class T>
T run_on(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
  std::optional<T> value;
  std::exception_ptr thrown;
  boost::asio::co_spawn(context, store(std::move(work), value),
                        [&thrown](std::exception_ptr escaped) { thrown = std::move(escaped); });
  context.restart();
  context.run();
  if (thrown) std::rethrow_exception(thrown);
  if (!value) throw std::logic_error("the coroutine did not end");
  return std::move(*value);
}

template <class T>
T run(boost::asio::awaitable<T> work) {
  boost::asio::io_context context(1);
  return run_on(context, std::move(work));
}

}  // namespace fenrun::wechat::testing
