// Keys that hold a number for each tier that has it otherwise: { gold = "50000" }.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "config/reader.hpp"
#include "domain/dealer/tier.hpp"

namespace fenrun::config {

// Calls `set(tier's code, number)` for each that is in range and of a tier there is.
template <class Set>
void read_of_tiers(Reader& reader, std::string_view key, std::int64_t min, std::int64_t max, Set set) {
  for (const auto& [tier, text] : reader.members(key)) {
    if (std::find(std::begin(kTierCodes), std::end(kTierCodes), tier) == std::end(kTierCodes)) {
      reader.problem(key, "there is no tier \"" + tier + "\"", "one of: junior, middle, senior, gold");
      continue;
    }
    std::int64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || number < min || number > max) {
      std::string what = "\"";
      what.append(text).append("\" of ").append(tier).append(" is not a number in range");
      reader.problem(key, std::move(what),
                     "from " + std::to_string(min) + " to " + std::to_string(max) + ", in quotes");
      continue;
    }
    set(tier, number);
  }
}

}  // namespace fenrun::config
