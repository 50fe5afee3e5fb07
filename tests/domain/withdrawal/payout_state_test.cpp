#include "domain/withdrawal/payout_state.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace fenrun {
namespace {

// One letter for each state, in the order of the enumeration.
constexpr std::string_view kPayoutLetters = "csupalwtxSFCV";

// What every event does to every state. '-' is refused, '.' changes nothing, 'q' makes us ask, '!' is a
// contradiction, and a letter is the state that it moves to.
struct GridRow {
  std::string_view event;
  std::string_view states;
};
// clang-format off
constexpr GridRow kGrid[] = {
    {"states",              "csupalwtxSFCV"},
    {"send",                "ssss---------"},
    {"resend",              "----...------"},
    {"take_back",           "V------------"},
    {"no_answer",           "-u..........-"},
    {"short_of_funds",      "-p..........-"},
    {"rate_limited",        "-u..........-"},
    {"exists_already",      "-uqqqqqqq...-"},
    {"misconfigured",       "-u..........-"},
    {"create_accepted",     "-aaaa.......-"},
    {"create_processing",   "-lllll......-"},
    {"create_wait",         "-wwwwww.....-"},
    {"create_transferring", "-ttttttt....-"},
    {"create_canceling",    "-xxxxxxxx...-"},
    {"create_success",      "-SSSSSSSS.!!-"},
    {"create_fail",         "-uqqqqqqq!..-"},
    {"create_cancelled",    "-uqqqqqqq!..-"},
    {"query_accepted",      "-aaaa.......-"},
    {"query_processing",    "-lllll......-"},
    {"query_wait",          "-wwwwwww....-"},
    {"query_transferring",  "-ttttttt....-"},
    {"query_canceling",     "-xxxxxxxx...-"},
    {"query_success",       "-SSSSSSSS.!!-"},
    {"query_fail",          "-FFFFFFFF!..-"},
    {"query_cancelled",     "-CCCCCCCC!..-"},
    {"query_not_found",     "-uuu........-"},
    {"query_differs",       "-!!!!!!!!!!!-"},
    {"notice_success",      "!SSSSSSSS.!!!"},
    {"notice_fail",         "!qqqqqqqq!..!"},
    {"notice_cancelled",    "!qqqqqqqq!..!"},
    {"people_paid",         "-SSSSSSSS.!!-"},
    {"people_unpaid",       "-FFFFFFFF!..-"},
};
// clang-format on

char letter_of(PayoutMove move) {
  switch (move.verdict) {
    case PayoutVerdict::refuse:
      return '-';
    case PayoutVerdict::stay:
      return '.';
    case PayoutVerdict::ask:
      return 'q';
    case PayoutVerdict::contradict:
      return '!';
    case PayoutVerdict::move:
      return kPayoutLetters[static_cast<std::size_t>(move.to)];
  }
  return ' ';
}

PayoutState state_at(std::size_t index) { return static_cast<PayoutState>(index); }

TEST(PayoutStateTest, every_event_in_every_state_does_what_the_grid_says) {
  ASSERT_EQ(std::size(kGrid), kPayoutEventCount + 1);
  for (std::size_t event = 0; event < kPayoutEventCount; ++event) {
    const GridRow& row = kGrid[event + 1];
    EXPECT_EQ(row.event, to_word(static_cast<PayoutEvent>(event)));
    std::string found;
    for (std::size_t state = 0; state < kPayoutStateCount; ++state) {
      const PayoutMove move = decide_payout(state_at(state), static_cast<PayoutEvent>(event));
      found += letter_of(move);
      if (move.verdict != PayoutVerdict::move) {
        EXPECT_EQ(move.to, state_at(state));
      }
    }
    EXPECT_EQ(found, row.states) << row.event;
  }
}

TEST(PayoutStateTest, a_terminal_state_never_changes_and_ranks_fall_only_from_transferring_by_query) {
  for (std::size_t state = 0; state < kPayoutStateCount; ++state) {
    for (std::size_t event = 0; event < kPayoutEventCount; ++event) {
      const PayoutState from = state_at(state);
      const PayoutState to = decide_payout(from, static_cast<PayoutEvent>(event)).to;
      if (is_terminal(from)) {
        EXPECT_EQ(to, from);
      }
      if (rank_of(to) < rank_of(from)) {
        EXPECT_EQ(from, PayoutState::transferring);
        EXPECT_EQ(to_word(static_cast<PayoutEvent>(event)), "query_wait");
      }
    }
  }
}

// D-02: whatever ends a post without a signed word of WeChat's leaves the transfer open.
TEST(PayoutStateTest, no_end_of_a_post_closes_a_transfer_unpaid) {
  for (std::size_t state = 0; state < kPayoutStateCount; ++state) {
    for (std::size_t event = 0; event < kPayoutEventCount; ++event) {
      const PayoutMove move = decide_payout(state_at(state), static_cast<PayoutEvent>(event));
      const bool closes = !is_terminal(state_at(state)) &&
                          (move.to == PayoutState::failed || move.to == PayoutState::cancelled);
      if (closes) {
        const std::string_view word = to_word(static_cast<PayoutEvent>(event));
        EXPECT_TRUE(word.starts_with("query_") || word == "people_unpaid") << word;
      }
    }
  }
}

TEST(PayoutStateTest, each_word_of_wechats_is_one_event_for_each_way_it_comes) {
  std::set<std::string_view> words;
  for (int i = 0; i < 8; ++i) {
    const auto state = static_cast<ChannelState>(i);
    words.insert(to_word(create_says(state)));
    words.insert(to_word(query_says(state)));
    if (const auto notice = notice_says(state)) words.insert(to_word(*notice));
  }
  EXPECT_EQ(words.size(), 19U);
  EXPECT_EQ(to_word(create_says(ChannelState::cancelled)), "create_cancelled");
  EXPECT_EQ(to_word(query_says(ChannelState::wait)), "query_wait");
  EXPECT_EQ(to_word(*notice_says(ChannelState::fail)), "notice_fail");
  EXPECT_FALSE(notice_says(ChannelState::wait));
}

TEST(PayoutStateTest, every_state_has_a_word_that_leads_back) {
  for (std::size_t state = 0; state < kPayoutStateCount; ++state) {
    EXPECT_EQ(payout_state_from(to_word(state_at(state))), state_at(state));
  }
  EXPECT_FALSE(payout_state_from("paid"));
}

}  // namespace
}  // namespace fenrun
