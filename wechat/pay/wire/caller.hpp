// What every call of WeChat Pay shares: signing, the hosts, verifying, reading the outcome, metrics and logs.
#pragma once

#include <array>
#include <chrono>
#include <memory>

#include "base/metrics.hpp"
#include "wechat/pay/keys/platform_keys.hpp"
#include "wechat/pay/wire/exchange.hpp"
#include "wechat/pay/wire/fields.hpp"

namespace fenrun::wechat {

// Thread-safe.
class PayCaller {
 public:
  PayCaller(std::shared_ptr<PayExchange> exchange, std::shared_ptr<PlatformKeys> keys);

  // One attempt. A reply whose serial is unknown makes the keys be fetched once, and is then judged again.
  Awaitable<PayOutcome<PayReply>> call(PayCall call);
  // A file: its reply is not signed, and the caller compares a hash that was.
  Awaitable<PayOutcome<std::string>> download(PayCall call);

  [[nodiscard]] const PayMerchant& merchant() const { return exchange_->merchant(); }
  [[nodiscard]] std::shared_ptr<const MerchantKeys> merchant_keys() const {
    return exchange_->merchant_keys();
  }
  void set_merchant_keys(std::shared_ptr<const MerchantKeys> keys) {
    exchange_->set_merchant_keys(std::move(keys));
  }
  [[nodiscard]] const Clock& clock() const { return exchange_->clock(); }
  [[nodiscard]] Random& random() { return exchange_->random(); }
  [[nodiscard]] PlatformKeys& keys() { return *keys_; }

  // A sensitive field under a key of WeChat Pay's, in base64; nothing without a valid key or for a text that
  // is too long. The serial goes into PayCall::sealing_serial.
  struct SealedField {
    std::string text;
    std::string serial;
  };
  [[nodiscard]] std::optional<SealedField> seal(const SecretText& plain) const;
  // One that WeChat Pay sealed for us.
  [[nodiscard]] std::optional<SecretText> open(const std::string& base64) const;

  // WeChat's clock less ours, as its replies have it; nothing when too few have said it lately.
  [[nodiscard]] std::optional<std::chrono::seconds> clock_offset() const { return exchange_->clock_offset(); }

 private:
  struct Meters {
    metrics::Counter done, refused, unknown;
    metrics::Histogram seconds;
  };
  using Time = std::chrono::steady_clock::time_point;

  [[nodiscard]] bool is_too_late(const PayCall& call) const;
  [[nodiscard]] std::string serial_for(const PayCall& call) const;
  template <class T>
  void note(PayApi api, const PayOutcome<T>& outcome, Time started);
  void log(PayApi api, const PayRefusal* refusal, const PayUnknown* unknown) const;

  const std::shared_ptr<PayExchange> exchange_;
  const std::shared_ptr<PlatformKeys> keys_;
  std::array<Meters, kPayApis> meters_;
};

}  // namespace fenrun::wechat
