#include "domain/withdrawal/payout_number.hpp"

#include <algorithm>

namespace fenrun {
namespace {

constexpr std::string_view kPayoutNumberLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kPayoutNumberLength = 32;

}  // namespace

std::string payout_number_text(std::string_view withdrawal_public_id, int reissue) {
  return "payout " + std::string(withdrawal_public_id) + " " + std::to_string(reissue);
}

std::string payout_number(const std::array<std::uint8_t, 32>& mac) {
  std::string number = "P";
  unsigned bits = 0;
  unsigned held = 0;
  for (const std::uint8_t byte : mac) {
    bits = (bits << 8U) | byte;
    held += 8;
    while (held >= 5 && number.size() < kPayoutNumberLength) {
      held -= 5;
      number += kPayoutNumberLetters[(bits >> held) & 31U];
    }
    bits &= (1U << held) - 1U;
    if (number.size() == kPayoutNumberLength) break;
  }
  return number;
}

bool is_payout_number(std::string_view text) {
  return text.size() == kPayoutNumberLength && text.front() == 'P' &&
         std::ranges::all_of(text.substr(1),
                             [](char c) { return kPayoutNumberLetters.find(c) != std::string_view::npos; });
}

}  // namespace fenrun
