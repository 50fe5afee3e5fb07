#include "domain/withdrawal/dealer_message.hpp"

#include <gtest/gtest.h>

#include <string>

#include "domain/withdrawal/withdrawal_state.hpp"

namespace fenrun {
namespace {

using std::chrono::hours;

TEST(DealerMessage, a_dealer_is_told_of_every_end_but_their_own) {
  std::string told;
  for (const WithdrawalState state : kWithdrawalStates) {
    const auto news = message_about(state);
    if (news) told += std::string(to_word(state)) + ":" + std::string(to_word(*news)) + " ";
    EXPECT_FALSE(news && is_open(state)) << to_word(state);
  }
  EXPECT_EQ(told, "paid:paid returned:failed rejected:failed expired:failed ");
}

TEST(DealerMessage, tries_come_ever_later_and_hourly_at_last) {
  DealerMessage message;
  std::string pauses;
  for (const int tries : {0, 1, 2, 3, 7, 8, 9, 1'000'000}) {
    message.tries = tries;
    pauses += std::to_string(pause_before_next_try(message).count()) + " ";
  }
  EXPECT_EQ(pauses, "30 30 60 120 1920 3600 3600 3600 ");
}

TEST(DealerMessage, news_is_a_day_old_at_most) {
  const Instant written{hours{1'000}};
  const DealerMessage message{WithdrawalId{1}, DealerMessageKind::paid, 1, written};
  EXPECT_FALSE(is_too_late(message, written + hours{24}));
  EXPECT_TRUE(is_too_late(message, written + hours{24} + std::chrono::microseconds{1}));
}

TEST(DealerMessage, the_words_of_kinds_are_read_as_they_are_written) {
  for (const DealerMessageKind kind : {DealerMessageKind::paid, DealerMessageKind::failed}) {
    EXPECT_EQ(dealer_message_kind_from(to_word(kind)), kind);
  }
  EXPECT_EQ(dealer_message_kind_from("cancelled"), std::nullopt);
}

}  // namespace
}  // namespace fenrun
