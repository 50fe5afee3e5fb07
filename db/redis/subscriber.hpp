// Messages of Redis channels, on a connection of its own that reconnects and subscribes again by itself.
// Redis keeps nothing for an absent subscriber: whoever needs every message re-reads its source in
// `subscribed`, which is called each time the subscription begins.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "db/redis/options.hpp"

namespace fenrun::db {

class RedisSubscriber {
 public:
  using Message = std::function<void(std::string_view)>;
  using Subscribed = std::function<void()>;

  // Same rules of threads as RedisClient. Callbacks run on the io_context's thread and must not throw.
  RedisSubscriber(boost::asio::io_context& context, RedisOptions options);
  ~RedisSubscriber();
  RedisSubscriber(const RedisSubscriber&) = delete;
  RedisSubscriber& operator=(const RedisSubscriber&) = delete;

  // One callback a channel; a second call for the same channel replaces the first.
  void subscribe(std::string channel, Message message, Subscribed subscribed = {});

  // Any thread. True while connected.
  [[nodiscard]] bool is_up() const;

  struct Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace fenrun::db
