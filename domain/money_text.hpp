// Money as people read it.
#pragma once

#include <string>

#include "domain/money.hpp"

namespace fenrun {

// 123456 → "1234.56", -5 → "-0.05".
std::string decimal_yuan(Fen fen);
// 123456 → "¥1234.56", -5 → "-¥0.05".
std::string yuan_text(Fen fen);

}  // namespace fenrun
