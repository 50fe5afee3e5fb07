#include "domain/tax/taxpayer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fenrun {
namespace {

using std::chrono::sys_days;
using namespace std::chrono_literals;

constexpr Instant kIdentityToday{sys_days{2026y / 11 / 30}};

std::string code_of(const Done& done) { return done ? "" : std::string(done.error().code()); }
bool is_number(std::string_view number) { return check_identity_number(number, kIdentityToday).has_value(); }

// The published example of GB 11643, and its neighbours.
TEST(TaxpayerTest, an_identity_number_has_a_date_that_exists_and_the_check_character_of_the_others) {
  EXPECT_TRUE(is_number("11010519491231002X"));
  EXPECT_TRUE(is_number("440524188001010014") == false) << "before 1900";
  for (const char* const wrong : {"", "11010519491231002", "11010519491231002x", "110105194912310021",
                                  "11010519491231003X", "110105194902300029", "01010519491231002X",
                                  "1101051949123100 2X", "11010519491231002X1", "11010519a91231002X"}) {
    EXPECT_FALSE(is_number(wrong)) << wrong;
  }
  EXPECT_EQ(code_of(check_identity_number("1", kIdentityToday)), "taxpayer.identity_number_invalid");
  EXPECT_FALSE(check_identity_number("11010519491231002X", Instant{sys_days{1949y / 12 / 31}}))
      << "born today or later";
}

// Each digit counts: no other digit in its place fits the same check character.
TEST(TaxpayerTest, one_wrong_digit_is_always_found) {
  const std::string good = "11010519491231002X";
  for (std::size_t place = 0; place < good.size() - 1; ++place) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string other = good;
      other[place] = digit;
      EXPECT_EQ(is_number(other), other == good) << other;
    }
  }
}

TEST(TaxpayerTest, a_name_is_one_line_of_two_characters_at_least) {
  EXPECT_TRUE(check_real_name("何文静"));
  EXPECT_TRUE(check_real_name("阿卜杜热依木·艾尼"));
  for (const char* const wrong : {"", "何", " 何文", "何\n文"})
    EXPECT_EQ(code_of(check_real_name(wrong)), "taxpayer.name_invalid") << wrong;
}

TEST(TaxpayerTest, a_masked_number_shows_its_place_and_its_end) {
  EXPECT_EQ(mask_identity_number("11010519491231002X"), "110***********002X");
}

TEST(TaxpayerTest, who_must_be_known_is_a_rule) {
  EXPECT_FALSE(needs_identity(IdentityNeed::never, Fen{1}));
  EXPECT_FALSE(needs_identity(IdentityNeed::taxed, Fen{0}));
  EXPECT_TRUE(needs_identity(IdentityNeed::taxed, Fen{1}));
  EXPECT_TRUE(needs_identity(IdentityNeed::always, Fen{0}));
}

}  // namespace
}  // namespace fenrun
