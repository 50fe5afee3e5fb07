#include "domain/withdrawal/offline_payout.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace fenrun {
namespace {

OfflinePayout some_offline_payout() {
  OfflinePayout payout;
  payout.public_id = "01J0000000000000000000000A";
  payout.withdrawal_public_id = "01J0000000000000000000000B";
  payout.amount = Fen{1'000};
  payout.reference = "B1";
  payout.paid_at = Instant{std::chrono::seconds(1'800'000'000)};
  payout.evidence = "网银回单已核对";
  payout.proposed_by = StaffId{1};
  return payout;
}

// The second person confirms all of it: whatever is changed afterwards is another text.
TEST(OfflinePayoutTest, everything_that_was_seen_is_in_the_text) {
  std::set<std::string> texts{offline_payout_text(some_offline_payout())};
  const auto changed = [&](auto change) {
    OfflinePayout payout = some_offline_payout();
    change(payout);
    return texts.insert(offline_payout_text(payout)).second;
  };
  EXPECT_TRUE(changed([](OfflinePayout& payout) { payout.public_id.back() = 'C'; }));
  EXPECT_TRUE(changed([](OfflinePayout& payout) { payout.withdrawal_public_id.back() = 'C'; }));
  EXPECT_TRUE(changed([](OfflinePayout& payout) { payout.amount = Fen{1'001}; }));
  EXPECT_TRUE(changed([](OfflinePayout& payout) { payout.method = OfflineMethod::cash; }));
  EXPECT_TRUE(changed([](OfflinePayout& payout) { payout.reference = "B2"; }));
  EXPECT_TRUE(changed([](OfflinePayout& payout) { payout.paid_at += std::chrono::microseconds(1); }));
  EXPECT_TRUE(changed([](OfflinePayout& payout) { payout.evidence = "别的"; }));
  EXPECT_TRUE(changed([](OfflinePayout& payout) { payout.proposed_by = StaffId{2}; }));
}

TEST(OfflinePayoutTest, another_person_confirms_and_once) {
  OfflinePayout payout = some_offline_payout();
  EXPECT_EQ(check_offline_confirmed_by(payout, StaffId{1}).error().code(), kOfflinePayoutBySame.code);
  EXPECT_TRUE(check_offline_confirmed_by(payout, StaffId{2}));
  for (const auto state : {OfflinePayoutState::paid, OfflinePayoutState::refused}) {
    payout.state = state;
    EXPECT_EQ(check_offline_confirmed_by(payout, StaffId{2}).error().code(), kOfflinePayoutDecided.code);
  }
}

TEST(OfflinePayoutTest, words_are_read_back) {
  for (const auto method :
       {OfflineMethod::bank, OfflineMethod::alipay, OfflineMethod::cash, OfflineMethod::other}) {
    EXPECT_EQ(offline_method_from(to_word(method)), method);
  }
  for (const auto state :
       {OfflinePayoutState::proposed, OfflinePayoutState::paid, OfflinePayoutState::refused}) {
    EXPECT_EQ(offline_payout_state_from(to_word(state)), state);
  }
}

}  // namespace
}  // namespace fenrun
