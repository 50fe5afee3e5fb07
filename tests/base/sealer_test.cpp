#include "base/crypto/sealer.hpp"

#include <gtest/gtest.h>

namespace fenrun::crypto {
namespace {

Secret<Key256> key_of(std::uint8_t fill) {
  Key256 key{};
  key.fill(fill);
  return Secret<Key256>(key);
}

class SealerTest : public ::testing::Test {
 protected:
  SeededRandom random_{1};
  Sealer old_{{{1, key_of(1)}}, key_of(9), random_};
  Sealer rotated_{{{1, key_of(1)}, {2, key_of(2)}}, key_of(9), random_};
  const FieldPlace place_{"consumer", "phone_sealed", "01ARYZ6S41TSV4RRFFQ69G5FAV"};
};

TEST_F(SealerTest, a_sealed_field_opens_in_its_own_place) {
  for (const std::string plain : {"", "13800138000", "张三"}) {
    const std::string sealed = old_.seal(place_, plain);
    EXPECT_EQ(sealed.size(), 1 + 4 + 12 + plain.size() + 16);
    EXPECT_EQ(old_.open(place_, sealed), plain);
  }
}

TEST_F(SealerTest, the_same_text_never_seals_to_the_same_bytes) {
  EXPECT_NE(old_.seal(place_, "13800138000"), old_.seal(place_, "13800138000"));
}

TEST_F(SealerTest, a_field_moved_to_another_place_does_not_open) {
  const std::string sealed = old_.seal({"ab", "c", "d"}, "plain");
  EXPECT_EQ(old_.open({"ab", "c", "e"}, sealed), std::nullopt);
  EXPECT_EQ(old_.open({"ab", "x", "d"}, sealed), std::nullopt);
  EXPECT_EQ(old_.open({"a", "bc", "d"}, sealed), std::nullopt);
  EXPECT_EQ(old_.open({"ab", "cd", ""}, sealed), std::nullopt);
}

TEST_F(SealerTest, a_field_with_any_byte_changed_does_not_open) {
  const std::string sealed = old_.seal(place_, "13800138000");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(old_.open(place_, changed), std::nullopt) << i;
    EXPECT_EQ(old_.open(place_, sealed.substr(0, i)), std::nullopt) << i;
  }
}

TEST_F(SealerTest, after_rotation_old_fields_open_and_new_ones_use_the_new_key) {
  const std::string before = old_.seal(place_, "plain");
  EXPECT_EQ(rotated_.open(place_, before), "plain");
  const std::string after = rotated_.seal(place_, "plain");
  EXPECT_EQ(rotated_.open(place_, after), "plain");
  EXPECT_EQ(old_.open(place_, after), std::nullopt);
}

TEST_F(SealerTest, blind_index_is_stable_across_rotation_and_separate_by_purpose) {
  const std::string index = old_.blind_index("phone", "13800138000");
  EXPECT_EQ(index.size(), 32U);
  EXPECT_EQ(rotated_.blind_index("phone", "13800138000"), index);
  EXPECT_NE(old_.blind_index("openid", "13800138000"), index);
  EXPECT_NE(old_.blind_index("phone", "13800138001"), index);
}

}  // namespace
}  // namespace fenrun::crypto
