#include "wechat/emulator/core/pay/yuan.hpp"

namespace fenrun::emulator::pay {

std::string to_yuan(Fen amount) {
  const auto magnitude = amount < 0 ? -amount : amount;
  const auto fraction = magnitude % 100;
  return (amount < 0 ? "-" : "") + std::to_string(magnitude / 100) + (fraction < 10 ? ".0" : ".") +
         std::to_string(fraction);
}

Fen fee_of(Fen amount, std::int64_t rate) { return (amount * rate + 5'000) / 10'000; }

}  // namespace fenrun::emulator::pay
