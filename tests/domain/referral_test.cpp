#include "domain/referral/referral.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <tuple>
#include <vector>

#include "domain/referral/code_text.hpp"

namespace fenrun {
namespace {

using std::chrono::days;
using namespace std::chrono_literals;

constexpr Instant kPrintedAt{std::chrono::microseconds{1'795'000'000'000'000}};

TEST(ReferralText, reads_back_what_it_wrote) {
  const ReferralParts parts{{0x00, 0xFF, 0x10, 0x80, 0x7F, 0x01}, {0xAB, 0xCD, 0xEF, 0x05}};
  const auto text = write_referral_text(parts);
  EXPECT_EQ(text.size(), kReferralTextLength);
  EXPECT_EQ(read_referral_text(text), parts);
}

TEST(ReferralText, known_bytes_have_a_known_text) {
  EXPECT_EQ(write_referral_text({}), "0000000000000000");
  const ReferralParts ones{{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, {0xFF, 0xFF, 0xFF, 0xFF}};
  EXPECT_EQ(write_referral_text(ones), "ZZZZZZZZZZZZZZZZ");
  EXPECT_EQ(write_referral_text({{0x08, 0, 0, 0, 0, 0}, {0, 0, 0, 1}}), "1000000000000001");
}

TEST(ReferralText, forgives_what_people_confuse_and_nothing_else) {
  EXPECT_EQ(read_referral_text("oOiIlL0000000000"), read_referral_text("0011110000000000"));
  EXPECT_EQ(read_referral_text("abcdefghjkmnpqrs"), read_referral_text("ABCDEFGHJKMNPQRS"));
  for (const auto* text : {"", "000000000000000", "00000000000000000", "U000000000000000", "0000-0000-0000-0",
                           "0000000 00000000", "000000000000000\xE5", "%000000000000000"}) {
    EXPECT_EQ(read_referral_text(text), std::nullopt) << text;
  }
}

TEST(Campaign, runs_from_its_start_to_before_its_end) {
  const CampaignPeriod period{kPrintedAt, kPrintedAt + 1h};
  EXPECT_FALSE(is_running(period, kPrintedAt - 1us));
  EXPECT_TRUE(is_running(period, kPrintedAt));
  EXPECT_TRUE(is_running(period, kPrintedAt + 1h - 1us));
  EXPECT_FALSE(is_running(period, kPrintedAt + 1h));
}

TEST(Campaign, name_and_dates_are_checked_in_that_order) {
  const CampaignPeriod good{kPrintedAt, kPrintedAt + days{731}};
  const std::vector<std::tuple<std::string, CampaignPeriod, const ErrorCode*>> table = {
      {"双十一", good, nullptr},
      {std::string(64, 'a'), good, nullptr},
      {"", good, &kCampaignNameInvalid},
      {std::string(65, 'a'), good, &kCampaignNameInvalid},
      {"", {kPrintedAt, kPrintedAt}, &kCampaignNameInvalid},
      {"a", {kPrintedAt, kPrintedAt}, &kCampaignDatesInvalid},
      {"a", {kPrintedAt - days{2}, kPrintedAt}, &kCampaignDatesInvalid},
      {"a", {kPrintedAt - days{2}, kPrintedAt + 1us}, nullptr},
      {"a", {kPrintedAt, kPrintedAt + days{731} + 1us}, &kCampaignDatesInvalid},
  };
  for (const auto& [name, period, expected] : table) {
    const auto checked = check_campaign(name, period, kPrintedAt);
    if (expected == nullptr) {
      EXPECT_TRUE(checked.has_value()) << name;
    } else {
      EXPECT_TRUE(checked.refused_with(*expected)) << name;
    }
  }
}

TEST(Campaign, a_slogan_is_one_line_of_twenty_characters) {
  EXPECT_TRUE(check_slogan(""));
  std::string twenty;
  for (int i = 0; i < 20; ++i) twenty += "茶";
  EXPECT_TRUE(check_slogan(twenty));
  for (const std::string& text :
       {twenty + "茶", std::string("一\n二"), std::string(" 茶"), std::string("\xff")})
    EXPECT_TRUE(check_slogan(text).refused_with(kCampaignSloganInvalid)) << text;
}

}  // namespace
}  // namespace fenrun
