#include "domain/withdrawal/payout_attention.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

namespace fenrun {
namespace {

Payout payout_in(PayoutState state, std::string_view human_reason = "") {
  Payout payout;
  payout.state = state;
  payout.needs_human = !human_reason.empty();
  payout.human_reason = human_reason;
  return payout;
}

TEST(PayoutAttention, what_is_the_matter_is_told_by_why_a_person_was_asked_for_and_then_by_the_state) {
  using enum PayoutState;
  const struct {
    PayoutState state;
    std::string_view human_reason;
    std::string_view kind;
  } rows[] = {
      {unknown, kHumanNeverKnown, "never_known"},
      {accepted, kHumanLost, "lost"},
      {await_user, kHumanTooOld, "too_old"},
      {created, kHumanOtherMerchant, "other_merchant"},
      {await_user, kHumanContradiction, "contradiction"},
      {succeeded, kHumanContradiction, "contradiction"},
      {failed, kHumanContradiction, "contradiction"},
      {failed, kHumanFailReason, "failed"},
      {cancelled, "", "failed"},
      {voided, "", "failed"},
      {unknown, "a_later_word", "other"},
      {unknown, "", "unknown"},
      {parked_funds, "", "parked_funds"},
      {await_user, "", "confirm_soon"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(attention_of(payout_in(row.state, row.human_reason)).word, row.kind)
        << to_word(row.state) << ' ' << row.human_reason;
  }
  Payout dismissed = payout_in(unknown, kHumanNeverKnown);
  dismissed.needs_human = false;
  EXPECT_EQ(attention_of(dismissed).word, "unknown") << "nobody is asked for any more";
}

TEST(PayoutAttention, each_kind_says_what_is_the_matter_and_what_to_do_in_both_languages) {
  std::set<std::string_view> words;
  for (const AttentionRow& row : attention_table()) {
    EXPECT_TRUE(words.insert(row.word).second) << row.word;
    for (const std::string_view text : {row.zh, row.en, row.next_zh, row.next_en}) {
      EXPECT_FALSE(text.empty()) << row.word;
    }
    EXPECT_FALSE(to_word(row.owner).empty());
  }
}

}  // namespace
}  // namespace fenrun
