// The text of a referral code: 16 characters of Crockford's base 32, which WeChat's `scene` allows and a
// person can read aloud. Six random bytes name the code; four check bytes (a truncated keyed MAC,
// flows/referral/ referral_codec.hpp) let the server refuse an invented or mistyped code without a query.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fenrun {

inline constexpr std::size_t kReferralRandomBytes = 6;
inline constexpr std::size_t kReferralCheckBytes = 4;
inline constexpr std::size_t kReferralTextLength = 16;

using ReferralRandom = std::array<std::uint8_t, kReferralRandomBytes>;
using ReferralCheck = std::array<std::uint8_t, kReferralCheckBytes>;

struct ReferralParts {
  ReferralRandom random{};
  ReferralCheck check{};

  friend bool operator==(const ReferralParts&, const ReferralParts&) = default;
};

// Upper case, no separators.
[[nodiscard]] std::string write_referral_text(const ReferralParts& parts);

// Reads either case, and O as 0, I and L as 1, as Crockford's alphabet asks. Nothing for any other character
// or another length. The check part is not verified here.
[[nodiscard]] std::optional<ReferralParts> read_referral_text(std::string_view text);

}  // namespace fenrun
