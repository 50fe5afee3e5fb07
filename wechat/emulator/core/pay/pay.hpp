// Everything WeChat Pay knows in the emulator's world: one merchant, its orders, refunds and what is to come.
#pragma once

#include "wechat/emulator/core/pay/callbacks.hpp"
#include "wechat/emulator/core/pay/merchant.hpp"
#include "wechat/emulator/core/pay/money_books.hpp"
#include "wechat/emulator/core/pay/orders.hpp"
#include "wechat/emulator/core/pay/rates.hpp"
#include "wechat/emulator/core/pay/timers.hpp"

namespace fenrun::emulator {

struct Pay {
  PayMerchant merchant;
  PayTimers timers = {};
  PayCallbacks callbacks = {};
  PayRates rates = {};
  PayOrders payments = {};
  pay::MoneyBooks money = {};
};

}  // namespace fenrun::emulator
