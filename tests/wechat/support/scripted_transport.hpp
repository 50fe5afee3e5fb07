// A transport that answers as the test says and remembers what it was sent.
#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "wechat/http/client.hpp"

namespace fenrun::wechat::testing {

inline HttpReply json_reply(std::string body, std::string content_type = "application/json") {
  HttpReply reply;
  reply.status = 200;
  reply.content_type = std::move(content_type);
  reply.body = std::move(body);
  return reply;
}

class ScriptedTransport final : public HttpTransport {
 public:
  using Answer = std::function<Result<HttpReply>(const HttpRequest&)>;
  explicit ScriptedTransport(Answer answer) : answer_(std::move(answer)) {}

  Awaitable<Result<HttpReply>> send(HttpRequest request) override {
    // Gives every other coroutine of the context a turn, as a network would.
    co_await boost::asio::post(boost::asio::use_awaitable);
    const std::lock_guard lock(mutex_);
    sent_.push_back(request);
    co_return answer_(request);
  }

  // How many requests began with `target`.
  [[nodiscard]] int count(const std::string& target) const {
    const std::lock_guard lock(mutex_);
    int count = 0;
    for (const auto& request : sent_) count += request.target.starts_with(target) ? 1 : 0;
    return count;
  }
  [[nodiscard]] HttpRequest last() const {
    const std::lock_guard lock(mutex_);
    return sent_.at(sent_.size() - 1);
  }

 private:
  Answer answer_;
  mutable std::mutex mutex_;
  std::vector<HttpRequest> sent_;
};

}  // namespace fenrun::wechat::testing
