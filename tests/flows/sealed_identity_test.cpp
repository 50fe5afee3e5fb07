#include "flows/consumer/sealed_identity.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace fenrun::flows {
namespace {

class SealedIdentityTest : public ::testing::Test {
 protected:
  static crypto::Key256 key(std::uint8_t fill) {
    crypto::Key256 bytes{};
    bytes.fill(fill);
    return bytes;
  }

  SeededRandom random_{11};
  crypto::Sealer sealer_{{{1, Secret<crypto::Key256>(key(1))}}, Secret<crypto::Key256>(key(2)), random_};
  PlainIdentity plain_{"wx1", SecretText("openid-of-li"), SecretText(""), SecretText("c2Vzc2lvbg==")};
};

TEST_F(SealedIdentityTest, opens_for_the_person_it_was_sealed_for) {
  const auto sealed = seal_identity(sealer_, plain_);
  EXPECT_EQ(sealed.openid_index.size(), 32U);
  EXPECT_TRUE(sealed.unionid_sealed.empty());
  EXPECT_LE(sealed.openid_sealed.size(), 255U);
  const auto key = open_session_key(sealer_, "wx1", sealed.openid_index, sealed.session_key_sealed);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->reveal(), "c2Vzc2lvbg==");
  const auto openid = open_openid(sealer_, "wx1", sealed.openid_index, sealed.openid_sealed);
  ASSERT_TRUE(openid.has_value());
  EXPECT_EQ(openid->reveal(), "openid-of-li");
}

TEST_F(SealedIdentityTest, does_not_open_for_another_person_program_or_column) {
  const auto sealed = seal_identity(sealer_, plain_);
  auto other = plain_;
  other.openid = SecretText("openid-of-wu");
  const auto of_wu = seal_identity(sealer_, other);
  EXPECT_NE(sealed.openid_index, of_wu.openid_index);
  EXPECT_FALSE(open_session_key(sealer_, "wx1", of_wu.openid_index, sealed.session_key_sealed).has_value());
  EXPECT_FALSE(open_session_key(sealer_, "wx2", sealed.openid_index, sealed.session_key_sealed).has_value());
  EXPECT_FALSE(open_session_key(sealer_, "wx1", sealed.openid_index, sealed.openid_sealed).has_value());
}

TEST_F(SealedIdentityTest, the_same_person_has_the_same_index_and_never_the_same_seal) {
  const auto first = seal_identity(sealer_, plain_);
  const auto second = seal_identity(sealer_, plain_);
  EXPECT_EQ(first.openid_index, second.openid_index);
  EXPECT_NE(first.openid_sealed, second.openid_sealed);
}

TEST_F(SealedIdentityTest, a_phone_is_bound_to_its_consumer_and_found_by_index) {
  const SecretText number("13812345678");
  const auto phone = seal_phone(sealer_, "01ARZ3NDEKTSV4RRFFQ69G5FAV", number);
  EXPECT_EQ(phone.masked, "138****5678");
  EXPECT_EQ(phone.index, phone_index(sealer_, number));
  const auto opened = open_phone(sealer_, "01ARZ3NDEKTSV4RRFFQ69G5FAV", phone.sealed);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->reveal(), "13812345678");
  EXPECT_FALSE(open_phone(sealer_, "01BX5ZZKBKACTAV9WEVGEMMVRZ", phone.sealed).has_value());
}

}  // namespace
}  // namespace fenrun::flows
