#include "wechat/pay/wire/host_pair.hpp"

#include "base/log.hpp"
#include "wechat/http/too_many_calls.hpp"

namespace fenrun::wechat {

HostPair::HostPair(std::shared_ptr<HttpTransport> main, std::shared_ptr<HttpTransport> backup,
                   std::chrono::milliseconds call_ms_max, const Clock& clock)
    : main_(std::move(main)), backup_(std::move(backup)), call_ms_max_(call_ms_max), clock_(clock) {}

// After the pause one call asks the main host; the others keep to the backup until it is known what came of
// it.
bool HostPair::is_main_first() {
  Time again = main_again_.load();
  if (backup_ == nullptr || again == Time::min()) return true;
  const Time now = clock_.steady();
  return now >= again && main_again_.compare_exchange_strong(again, now + kMainPause);
}

void HostPair::note_main(bool is_reached) {
  main_again_.store(is_reached ? Time::min() : clock_.steady() + kMainPause);
}

// The host is not part of what is signed, so that the very same request may go to either.
Awaitable<Result<HttpReply>> HostPair::send(HttpRequest request, std::string_view call) {
  const Time started = clock_.steady();
  const bool is_main_first_now = is_main_first();
  HttpTransport& first = is_main_first_now ? *main_ : *backup_;
  request.call_ms_max = call_ms_max_;
  Result<HttpReply> reply = co_await first.send(request);
  if (backup_ == nullptr) co_return reply;
  // A client that is full has not asked its host: nothing is known of that, and the other client's places are
  // not for what this one has none for.
  if (reply.refused_with(kWechatTooManyCalls)) co_return reply;
  const bool is_reached = !reply.refused_with(kWechatNotReached);
  if (is_main_first_now) note_main(is_reached);
  if (is_reached) co_return reply;

  const auto spent = std::chrono::ceil<std::chrono::milliseconds>(clock_.steady() - started);
  if (spent >= call_ms_max_) co_return reply;
  log::warning("wechat_pay.host_not_reached", {{"call", call},
                                               {"host", is_main_first_now ? "main" : "backup"},
                                               {"cause", reply.error().internal_note()}});
  request.call_ms_max = call_ms_max_ - spent;
  HttpTransport& second = is_main_first_now ? *backup_ : *main_;
  Result<HttpReply> second_reply = co_await second.send(std::move(request));
  const bool is_main_known = !is_main_first_now && !second_reply.refused_with(kWechatTooManyCalls);
  if (is_main_known) note_main(!second_reply.refused_with(kWechatNotReached));
  co_return second_reply;
}

}  // namespace fenrun::wechat
