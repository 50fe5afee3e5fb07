// WeChat Pay's main host and its other region. A request goes to the second only when no byte of it reached
// the first, and both together have the time of one call.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "wechat/http/client.hpp"

namespace fenrun::wechat {

// Thread-safe.
class HostPair {
 public:
  // After the main host was not reached, the backup is asked first for so long: a host that swallows packets
  // costs each call the whole time for connecting.
  static constexpr std::chrono::seconds kMainPause{30};

  // `backup` may be null: there is none. `call_ms_max` is for both together; `clock` outlives the object.
  HostPair(std::shared_ptr<HttpTransport> main, std::shared_ptr<HttpTransport> backup,
           std::chrono::milliseconds call_ms_max, const Clock& clock);

  // Refuses as HttpTransport does; kWechatTooManyCalls is no host not reached. `call` is for the log.
  Awaitable<Result<HttpReply>> send(HttpRequest request, std::string_view call);

 private:
  using Time = std::chrono::steady_clock::time_point;

  [[nodiscard]] bool is_main_first();
  void note_main(bool is_reached);

  const std::shared_ptr<HttpTransport> main_;
  const std::shared_ptr<HttpTransport> backup_;
  const std::chrono::milliseconds call_ms_max_;
  const Clock& clock_;
  std::atomic<Time> main_again_{Time::min()};
};

}  // namespace fenrun::wechat
