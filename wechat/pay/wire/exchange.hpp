// A signed request and its raw reply: nothing of the reply is believed here. One attempt; when no byte of it
// reached the main host, the very same signed request goes to the backup host once.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "wechat/http/client.hpp"
#include "wechat/pay/keys/keyring.hpp"
#include "wechat/pay/wire/api.hpp"
#include "wechat/pay/wire/clock_watch.hpp"
#include "wechat/pay/wire/host_pair.hpp"
#include "wechat/pay/wire/merchant.hpp"

namespace fenrun::wechat {

struct PayTransports {
  std::shared_ptr<HttpTransport> main{};
  std::shared_ptr<HttpTransport> backup{};     // null: there is none
  std::shared_ptr<HttpTransport> downloads{};  // for files: longer and bigger
  std::shared_ptr<HttpTransport> backup_downloads{};
  // Of a call and of a file, over both hosts together.
  std::chrono::milliseconds call_ms_max{10'000};
  std::chrono::milliseconds file_ms_max{60'000};
};

// Thread-safe.
class PayExchange {
 public:
  // `clock` and `random` outlive the object.
  PayExchange(PayMerchant merchant, std::shared_ptr<const MerchantKeys> keys, PayTransports transports,
              const Clock& clock, Random& random);

  // Refuses as HttpTransport does. `serial` goes out as Wechatpay-Serial; empty: none is sent.
  Awaitable<Result<HttpReply>> send(PayCall call, std::string serial);

  [[nodiscard]] const PayMerchant& merchant() const { return merchant_; }
  [[nodiscard]] std::shared_ptr<const MerchantKeys> merchant_keys() const;
  void set_merchant_keys(std::shared_ptr<const MerchantKeys> keys);
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] Random& random() { return random_; }
  // As ClockWatch::offset().
  [[nodiscard]] std::optional<std::chrono::seconds> clock_offset() const {
    return watch_.offset(clock_.steady());
  }

  // The request as it goes out, signed at this moment.
  [[nodiscard]] HttpRequest sign(const PayCall& call, const std::string& serial);

 private:
  const PayMerchant merchant_;
  mutable std::mutex mutex_;  // guards merchant_keys_
  std::shared_ptr<const MerchantKeys> merchant_keys_;
  HostPair calls_;
  HostPair files_;
  const Clock& clock_;
  Random& random_;
  ClockWatch watch_;
};

}  // namespace fenrun::wechat
