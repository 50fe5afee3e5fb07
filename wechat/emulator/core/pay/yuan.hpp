// Fen as the decimal yuan of bills.
#pragma once

#include <cstdint>
#include <string>

namespace fenrun::emulator::pay {

using Fen = std::int64_t;

// 1234 is "12.34", -5 is "-0.05".
std::string to_yuan(Fen amount);

// The share of `amount` that `rate` (in hundredths of a percent) takes, to the nearest fen, half a fen up.
Fen fee_of(Fen amount, std::int64_t rate);

}  // namespace fenrun::emulator::pay
