#include "db/redis/subscriber.hpp"

#include <boost/asio/post.hpp>
#include <map>

#include "db/redis/convert.hpp"
#include "db/redis/link.hpp"

namespace fenrun::db {

namespace asio = boost::asio;

struct RedisSubscriber::Impl : std::enable_shared_from_this<RedisSubscriber::Impl> {
  struct Channel {
    Message message;
    Subscribed subscribed;
  };

  Impl(asio::io_context& io_context, RedisOptions options)
      : context(io_context), link(std::make_shared<RedisLink>(io_context, std::move(options))) {}

  void send_subscribe(const std::string& channel) {
    redisAsyncContext* connection = link->connection();
    if (connection == nullptr) return;
    const char* texts[] = {"SUBSCRIBE", channel.data()};
    const std::size_t lengths[] = {9, channel.size()};
    redisAsyncCommandArgv(connection, &Impl::handle_reply, this, 2, texts, lengths);
  }

  void send_all() {
    if (!link->options().socket.empty()) return subscribe_all();
    // Nothing is ever sent on a subscribed connection, so only the kernel can notice that its peer is gone.
    redisEnableKeepAlive(&link->connection()->c);
    subscribe_all();
  }

  void subscribe_all() {
    for (const auto& [name, channel] : channels) send_subscribe(name);
  }

  // ["subscribe", channel, count] or ["message", channel, text]; null when the connection ends.
  static void handle_reply(redisAsyncContext*, void* data, void* subscriber) {
    Impl& self = *static_cast<Impl*>(subscriber);
    const Result<RedisReply> reply = to_result(static_cast<const redisReply*>(data));
    if (!reply || !std::holds_alternative<RedisReply::List>(reply->value())) return;
    const RedisReply::List& parts = reply->list();
    if (parts.size() != 3) return;
    self.deliver(parts[0].text() == "message", parts[1].text(), parts[2]);
  }

  // Posted, so that a callback may do anything, also destroy the subscriber.
  void deliver(bool is_message, const std::string& name, const RedisReply& content) {
    std::string text = is_message ? content.text() : std::string();
    asio::post(context, [weak = weak_from_this(), is_message, name, text = std::move(text)] {
      const std::shared_ptr<Impl> self = weak.lock();
      if (!self) return;
      const auto found = self->channels.find(name);
      if (found == self->channels.end()) return;
      const Channel channel = found->second;
      if (is_message) {
        channel.message(text);
      } else if (channel.subscribed) {
        channel.subscribed();
      }
    });
  }

  asio::io_context& context;
  std::shared_ptr<RedisLink> link;
  std::map<std::string, Channel> channels;
};

RedisSubscriber::RedisSubscriber(asio::io_context& context, RedisOptions options)
    : impl_(std::make_shared<Impl>(context, std::move(options))) {
  impl_->link->start({.up = [impl = impl_.get()] { impl->send_all(); }, .down = {}});
}

RedisSubscriber::~RedisSubscriber() { impl_->link->stop(); }

void RedisSubscriber::subscribe(std::string channel, Message message, Subscribed subscribed) {
  const auto [place, is_new] = impl_->channels.insert_or_assign(
      std::move(channel), Impl::Channel{std::move(message), std::move(subscribed)});
  if (is_new) impl_->send_subscribe(place->first);
}

bool RedisSubscriber::is_up() const { return impl_->link->is_up(); }

}  // namespace fenrun::db
