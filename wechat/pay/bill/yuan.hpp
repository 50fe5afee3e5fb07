// Money as bill files write it: decimal text in yuan, read without floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/money.hpp"

namespace fenrun::wechat {

// "-12.3", "12", "0.30", "12.34000": an optional minus, digits, and up to five decimals of which those after
// the second are zeros. Nothing for anything else and for what does not fit.
std::optional<Fen> read_yuan(std::string_view text);

// Fees have five decimals, and a fraction of a fen in them is real: hundred-thousandths of a yuan.
std::optional<std::int64_t> read_yuan_e5(std::string_view text);

// A count, which summaries print like "45.0".
std::optional<std::int64_t> read_count(std::string_view text);

}  // namespace fenrun::wechat
