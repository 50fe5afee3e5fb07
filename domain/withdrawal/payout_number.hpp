// The number by which WeChat knows a transfer: "P" and 31 letters or digits of a MAC over the withdrawal and
// which try it is. A crash, or a row that was rolled back, leads to the same number again; nobody else can
// guess it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace fenrun {

// What the MAC is over.
std::string payout_number_text(std::string_view withdrawal_public_id, int reissue);
std::string payout_number(const std::array<std::uint8_t, 32>& mac);
bool is_payout_number(std::string_view text);

}  // namespace fenrun
