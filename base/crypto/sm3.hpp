// SM3 (GB/T 32905), only where WeChat's wire demands it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fenrun::crypto {

using Sm3 = std::array<std::uint8_t, 32>;

// Nothing when this machine's OpenSSL does not offer it.
std::optional<Sm3> sm3(std::string_view data);

}  // namespace fenrun::crypto
