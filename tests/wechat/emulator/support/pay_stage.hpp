// A merchant's side of the Pay API for a test of the state machine: signs requests, checks replies, opens
// callbacks. No sockets; the keys are made once per program.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/wechat/emulator/support/stage.hpp"

namespace fenrun::emulator::testing {

// The reply of one call; `is_signed` says that its signature is right under the key its serial names.
struct PayAnswer {
  int status = 0;
  Json body;  // null when there was none
  Headers headers;
  Delivery delivery = Delivery::whole;
  bool is_signed = false;

  [[nodiscard]] std::string code() const { return body.is_object() ? body.value("code", "") : ""; }
  [[nodiscard]] std::string numeric() const;  // the end of Request-Id
};

struct PayStage : Stage {
  PayStage();

  // What a request is made of; a test changes what it wants to be wrong.
  struct Draft {
    std::string method = "GET";
    std::string target;
    std::string body;
    std::string scheme = "WECHATPAY2-SHA256-RSA2048";
    std::string mchid;
    std::string serial;
    std::string nonce = "593BEC0C930BF1AFEB40B4A08C8FB242";
    std::string timestamp;
    std::string signature;  // empty: the right one
    Headers headers;
    std::string peer_ip = "203.0.113.9";
  };
  [[nodiscard]] Draft draft(const std::string& method, const std::string& target,
                            const std::string& body) const;
  PayAnswer send(const Draft& draft);
  PayAnswer call(const std::string& method, const std::string& target, const Json& body = nullptr);

  [[nodiscard]] Pay& pay() { return *world.pay; }
  [[nodiscard]] const RsaPrivateKey& merchant_key() const { return generated().merchant_key; }
  // Whether the headers sign the body under the key that Wechatpay-Serial names.
  [[nodiscard]] bool is_signed(const Headers& headers, const std::string& body) const;
  // The plain text inside a callback's body; nothing when it does not open.
  [[nodiscard]] std::optional<std::string> open_callback(const std::string& body) const;
  // The callbacks that are due now.
  std::vector<CallbackJob> due();
  // Delivers what is due and answers each with `status`; returns the requests.
  std::vector<CallbackJob> deliver(int status = 200);
  void add_fault(Json fault);

 private:
  static const GeneratedMerchant& generated();
};

}  // namespace fenrun::emulator::testing
