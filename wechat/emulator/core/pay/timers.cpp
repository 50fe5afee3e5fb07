#include "wechat/emulator/core/pay/money_calls.hpp"
#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {

void catch_up(World& world, Moment moment) {
  if (!world.pay) return;
  auto& waiting = world.pay->timers.waiting_;
  while (!waiting.empty() && waiting.begin()->first <= moment.now) {
    const auto due = waiting.extract(waiting.begin());
    due.mapped()(world, Moment{due.key(), moment.random, moment.signed_at});
    if (!world.pay) return;
  }
  advance_money(world, moment);
}

}  // namespace fenrun::emulator
