#include "domain/consumer/consumer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "domain/consumer/masking.hpp"
#include "domain/consumer/session.hpp"

namespace fenrun {
namespace {

TEST(MaskPhone, shows_the_first_three_and_last_four_digits_at_most) {
  const std::vector<std::tuple<std::string, std::string>> table = {
      {"13812345678", "138****5678"},
      {"12345678", "123*5678"},
      {"1234567", "****"},
      {"", "****"},
      {"12345678901234567890", "123*************7890"},
      {"123456789012345678901", "****"},
  };
  for (const auto& [phone, masked] : table) EXPECT_EQ(mask_phone(phone), masked);
}

TEST(Session, the_oldest_end_only_when_one_more_would_be_too_many) {
  EXPECT_EQ(sessions_to_end(0), 0U);
  EXPECT_EQ(sessions_to_end(kSessionsMax - 1), 0U);
  EXPECT_EQ(sessions_to_end(kSessionsMax), 1U);
  EXPECT_EQ(sessions_to_end(kSessionsMax + 3), 4U);
}

TEST(ConsumerState, words_read_back_as_what_they_were) {
  for (const auto state : {ConsumerState::active, ConsumerState::blocked, ConsumerState::deleted}) {
    EXPECT_EQ(consumer_state_from(to_text(state)), state);
  }
  EXPECT_EQ(consumer_state_from("ghost"), std::nullopt);
}

}  // namespace
}  // namespace fenrun
