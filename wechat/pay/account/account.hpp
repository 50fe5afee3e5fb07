// Calls about the merchant itself: WeChat's official self test, and the balance of an account.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "wechat/pay/bill/bills.hpp"
#include "wechat/pay/wire/caller.hpp"

namespace fenrun::wechat {

struct Balance {
  Fen available;
  std::optional<Fen> pending;
};

class PayAccount {
 public:
  explicit PayAccount(std::shared_ptr<PayCaller> caller) : caller_(std::move(caller)) {}

  // Sends `message` in clear and sealed and wants both back: signing, verifying, sealing and opening in one
  // call. With a URL, WeChat also calls us there.
  Awaitable<PayOutcome<PayAccepted>> echo(std::string message, std::string notify_url = {});

  // Documented for platform merchants; others may get NO_AUTH.
  Awaitable<PayOutcome<Balance>> balance(FundAccount account);

 private:
  std::shared_ptr<PayCaller> caller_;
};

}  // namespace fenrun::wechat
