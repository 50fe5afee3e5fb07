// A signed request and its raw reply: nothing of the reply is believed here. One attempt; when no byte of it
// reached the main host, the very same signed request goes to the backup host once.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "wechat/http/client.hpp"
#include "wechat/pay/keys/keyring.hpp"
#include "wechat/pay/wire/api.hpp"
#include "wechat/pay/wire/clock_watch.hpp"
#include "wechat/pay/wire/merchant.hpp"

namespace fenrun::wechat {

struct PayTransports {
  std::shared_ptr<HttpTransport> main;
  std::shared_ptr<HttpTransport> backup;     // null: there is none
  std::shared_ptr<HttpTransport> downloads;  // for files: longer and bigger
};

// Thread-safe.
class PayExchange {
 public:
  // `clock` and `random` outlive the object.
  PayExchange(std::shared_ptr<const PayMerchant> merchant, PayTransports transports, const Clock& clock,
              Random& random);

  // Refuses as HttpTransport does. `serial` goes out as Wechatpay-Serial; empty: none is sent.
  Awaitable<Result<HttpReply>> send(PayCall call, std::string serial);

  [[nodiscard]] const PayMerchant& merchant() const { return *merchant_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] Random& random() { return random_; }
  // As ClockWatch::offset().
  [[nodiscard]] std::optional<std::chrono::seconds> clock_offset() const {
    return watch_.offset(clock_.steady());
  }

  // The request as it goes out, signed at this moment.
  [[nodiscard]] HttpRequest sign(const PayCall& call, const std::string& serial);

 private:
  Awaitable<Result<HttpReply>> send_somewhere(PayApi api, HttpRequest request);

  const std::shared_ptr<const PayMerchant> merchant_;
  const PayTransports transports_;
  const Clock& clock_;
  Random& random_;
  ClockWatch watch_;
};

}  // namespace fenrun::wechat
