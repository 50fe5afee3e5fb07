// Message push: where to, the first check of the address, and events.
#include "wechat/emulator/core/control/handlers.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::size_t kNonceLength = 9;
constexpr std::size_t kEchostrLength = 19;
constexpr std::int64_t kCopiesMax = 100;

// The members every message has, unless the caller gave them.
Json complete(Json event, const World& world, Instant now) {
  if (!event.contains("ToUserName")) event["ToUserName"] = world.app.original_id;
  if (!event.contains("CreateTime")) event["CreateTime"] = unix_seconds(now);
  if (!event.contains("MsgType")) event["MsgType"] = "event";
  return event;
}

PushJob enlist(World& world, const ControlCall& call, std::string event, PushRequest request) {
  PushEntry entry;
  entry.at = call.moment.now;
  entry.event = std::move(event);
  const auto number = world.books.pushes.add(std::move(entry)).number;
  return {number, std::move(request), std::nullopt};
}

}  // namespace

ControlAnswer set_push_endpoint(World& world, const ControlCall& call) {
  PushEndpoint endpoint;
  const auto mode =
      push_mode_named(text_of(call.body, "mode").empty() ? "secure" : text_of(call.body, "mode"));
  const auto timeout_ms = read_integer(call.body, "timeout_ms", endpoint.timeout.count());
  endpoint.url = text_of(call.body, "url");
  endpoint.token = text_of(call.body, "token");
  endpoint.encoding_aes_key = text_of(call.body, "encoding_aes_key");
  endpoint.ca_file = text_of(call.body, "ca_file");
  const bool is_url = endpoint.url.starts_with("http://") || endpoint.url.starts_with("https://");
  if (!is_url) return wrong("url begins with http:// or https://");
  if (endpoint.token.empty()) return wrong("token is missing");
  if (!mode) return wrong("mode is plain, compatible or secure");
  if (!timeout_ms || *timeout_ms < 1 || *timeout_ms > 60'000) return wrong("timeout_ms is 1 to 60000");
  const bool needs_key = *mode != PushMode::plain;
  if (needs_key && !encrypt_push(endpoint.encoding_aes_key, world.app.appid, "", {})) {
    return wrong("encoding_aes_key is 43 characters of base64");
  }
  endpoint.mode = *mode;
  endpoint.timeout = std::chrono::milliseconds(*timeout_ms);
  world.push = std::move(endpoint);
  return {};
}

ControlAnswer check_push_endpoint(World& world, const ControlCall& call) {
  if (world.push.url.empty()) return refuse(409, "set the push endpoint first");
  const auto echostr = random_digits(kEchostrLength, call.moment.random);
  const auto nonce = random_digits(kNonceLength, call.moment.random);
  auto job = enlist(world, call, "check",
                    make_push_check(world.push, unix_seconds(call.moment.now), nonce, echostr));
  job.expected_reply = echostr;
  ControlAnswer answer;
  answer.pushes.push_back(std::move(job));
  return answer;
}

ControlAnswer push_event(World& world, const ControlCall& call) {
  if (world.push.url.empty()) return refuse(409, "set the push endpoint first");
  const auto event = call.body.value("event", Json());
  const auto copies = read_integer(call.body, "copies", 1);
  if (!event.is_object()) return wrong("event is an object");
  if (!copies || *copies < 1 || *copies > kCopiesMax) return wrong("copies is 1 to 100");
  const auto message = complete(event, world, call.moment.now);
  const bool has_texts = message["ToUserName"].is_string() &&
                         (!message.contains("FromUserName") || message["FromUserName"].is_string());
  if (!has_texts) return wrong("ToUserName and FromUserName are texts");
  ControlAnswer answer;
  for (std::int64_t copy = 0; copy < *copies; ++copy) {
    const PushChance chance{random_digits(kNonceLength, call.moment.random), call.moment.random.bytes<16>()};
    auto request = make_push(world.push, world.app.appid, message, unix_seconds(call.moment.now), chance);
    if (!request) return refuse(409, "the push endpoint's key is not usable");
    answer.pushes.push_back(enlist(world, call, text_of(message, "Event"), std::move(*request)));
  }
  return answer;
}

}  // namespace fenrun::emulator
