// Runs one coroutine to its end, on an io_context of its own or on the test's.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <utility>

#include "wechat/http/ask.hpp"

namespace fenrun::wechat::testing {

template <class T>
T run_on(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
  return ask(context, std::move(work));
}

template <class T>
T run(boost::asio::awaitable<T> work) {
  boost::asio::io_context context(1);
  return run_on(context, std::move(work));
}

}  // namespace fenrun::wechat::testing
