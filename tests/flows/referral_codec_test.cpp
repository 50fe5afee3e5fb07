#include "flows/referral/referral_codec.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <cstdint>
#include <string>

#include "base/random.hpp"

namespace fenrun::flows {
namespace {

constexpr std::uint64_t kSeed = 20'261'121;
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

ReferralCodec codec(std::uint8_t fill = 7) {
  crypto::Key256 key{};
  key.fill(fill);
  return ReferralCodec(Secret<crypto::Key256>(key));
}

TEST(ReferralCodec, accepts_its_own_codes_in_any_case_and_answers_the_canonical_text) {
  SeededRandom random(kSeed);
  for (int i = 0; i < 1'000; ++i) {
    const auto code = codec().make(random.bytes<kReferralRandomBytes>());
    auto typed = code;
    for (auto& character : typed) character = static_cast<char>(std::tolower(character));
    EXPECT_EQ(codec().check(typed), code);
  }
}

TEST(ReferralCodec, refuses_ten_thousand_invented_codes) {
  SeededRandom random(kSeed);
  for (int i = 0; i < 10'000; ++i) {
    std::string invented;
    for (std::size_t c = 0; c < kReferralTextLength; ++c) {
      invented.push_back(kAlphabet[random.below(kAlphabet.size())]);
    }
    EXPECT_EQ(codec().check(invented), std::nullopt) << invented << ", seed " << kSeed;
  }
}

TEST(ReferralCodec, refuses_every_single_mistyped_character_of_a_code) {
  SeededRandom random(kSeed);
  for (int i = 0; i < 21; ++i) {
    const auto code = codec().make(random.bytes<kReferralRandomBytes>());
    for (std::size_t at = 0; at < code.size(); ++at) {
      for (const char typed : kAlphabet) {
        if (typed == code[at]) continue;
        auto mistyped = code;
        mistyped[at] = typed;
        EXPECT_EQ(codec().check(mistyped), std::nullopt) << code << " typed as " << mistyped;
      }
    }
  }
}

TEST(ReferralCodec, refuses_two_neighbours_swapped_and_codes_of_another_key) {
  SeededRandom random(kSeed);
  for (int i = 0; i < 500; ++i) {
    const auto code = codec().make(random.bytes<kReferralRandomBytes>());
    EXPECT_EQ(codec(8).check(code), std::nullopt);
    for (std::size_t at = 1; at < code.size(); ++at) {
      if (code[at] == code[at - 1]) continue;
      auto swapped = code;
      std::swap(swapped[at], swapped[at - 1]);
      EXPECT_EQ(codec().check(swapped), std::nullopt) << code << ", seed " << kSeed;
    }
  }
}

TEST(ReferralCodec, a_touch_of_a_bad_code_carries_no_text) {
  EXPECT_EQ(codec().touch("nonsense", EvidenceKind::scan).code, "");
  EXPECT_EQ(codec().touch(std::string(10'000, '0'), EvidenceKind::code).code, "");
  const auto code = codec().make({1, 2, 3, 4, 5, 6});
  EXPECT_EQ(codec().touch(code, EvidenceKind::code).code, code);
}

}  // namespace
}  // namespace fenrun::flows
