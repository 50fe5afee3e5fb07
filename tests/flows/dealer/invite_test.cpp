#include "db/dealer/invite.hpp"
#include "flows/dealer/list_invites.hpp"
#include "flows/dealer/revoke_invite.hpp"
#include "flows/dealer/suspend_dealer.hpp"
#include "tests/flows/dealer/dealer_test.hpp"

namespace fenrun::testing {
namespace {

class InviteTest : public DealerTest {
 protected:
  static Result<Invite> try_invite(ConsumerId consumer, InviteTerms terms = {1, kNow + kDay}) {
    return transact([&](db::Tx& tx) {
      return flows::create_invite(tx, {consumer, fresh_code(), terms}, kNow);
    });
  }
  static Result<Invite> try_revoke(ConsumerId consumer, const std::string& code) {
    return transact([&](db::Tx& tx) { return flows::revoke_invite(tx, {consumer, code}, kNow); });
  }
};

TEST_F(InviteTest, each_level_invites_the_next_and_level_3_nobody) {
  const Dealer one = join();
  const Dealer two = join(&one);
  const Dealer three = join(&two);
  EXPECT_EQ(invite().level, 1);
  EXPECT_EQ(invite(&one).level, 2);
  EXPECT_EQ(invite(&two).level, 3);
  EXPECT_TRUE(try_invite(three.consumer_id).refused_with(kInviteLevelMax));
}

TEST_F(InviteTest, only_dealers_invite) { EXPECT_TRUE(try_invite(person()).refused_with(kDealerNotFound)); }

TEST_F(InviteTest, a_suspended_dealer_invites_nobody) {
  const Dealer dealer = join();
  run([&](db::Tx& tx) { return flows::suspend_dealer(tx, {kOperator, dealer.public_id, "核查中"}, kNow); });
  EXPECT_TRUE(try_invite(dealer.consumer_id).refused_with(kDealerSuspended));
}

TEST_F(InviteTest, at_most_fifty_are_open_and_revoking_or_expiry_makes_room) {
  const Dealer dealer = join();
  Invite last;
  for (int i = 0; i < kOpenInvitesPerDealerMax; ++i) last = invite(&dealer);
  EXPECT_TRUE(try_invite(dealer.consumer_id).refused_with(kInviteTooMany));
  ASSERT_TRUE(try_revoke(dealer.consumer_id, last.code));
  EXPECT_TRUE(try_invite(dealer.consumer_id).has_value());
  EXPECT_TRUE(try_invite(dealer.consumer_id).refused_with(kInviteTooMany));
  EXPECT_EQ(invite(&dealer, 1, kNow + kDay + kDay).level, 2);
}

TEST_F(InviteTest, a_dealer_revokes_its_own_only_and_once) {
  const Dealer dealer = join();
  const Dealer other = join();
  const Invite made = invite(&dealer);
  EXPECT_TRUE(try_revoke(other.consumer_id, made.code).refused_with(kInviteNotFound));
  EXPECT_TRUE(try_revoke(dealer.consumer_id, "nonsense").refused_with(kInviteNotFound));
  EXPECT_TRUE(try_revoke(dealer.consumer_id, made.code).has_value());
  EXPECT_TRUE(try_revoke(dealer.consumer_id, made.code).refused_with(kInviteRevoked));
  const auto wish = application_of(person(), made.code);
  const auto applied = transact([&](db::Tx& tx) { return flows::apply_for_dealership(tx, wish, kNow); });
  EXPECT_TRUE(applied.refused_with(kInviteRevoked));
}

TEST_F(InviteTest, an_operator_revokes_anybodys) {
  const Dealer dealer = join();
  EXPECT_TRUE(try_revoke(ConsumerId{}, invite(&dealer).code).has_value());
}

TEST_F(InviteTest, an_invite_ends_at_its_expiry) {
  const Invite made = invite();
  const auto apply_at = [&](Instant now) {
    const auto wish = application_of(person(), made.code);
    return transact([&](db::Tx& tx) { return flows::apply_for_dealership(tx, wish, now); });
  };
  EXPECT_TRUE(apply_at(made.expires_at).refused_with(kInviteExpired));
  EXPECT_TRUE(apply_at(made.expires_at - std::chrono::microseconds{1}).has_value());
}

TEST_F(InviteTest, a_dealer_lists_its_own_newest_first) {
  const Dealer dealer = join();
  std::vector<std::string> made;
  for (int i = 0; i < 3; ++i) made.push_back(invite(&dealer).code);
  invite();  // the producer's
  std::vector<std::string> read;
  flows::ListInvitesQuery query{dealer.consumer_id, {0, 2}};
  do {
    const auto page = run([&](db::Tx& tx) { return flows::list_invites(tx, query, kNow); });
    for (const Invite& listed : page.items) read.push_back(listed.code);
    query.page.after = page.next;
  } while (query.page.after != 0);
  EXPECT_EQ(read, (std::vector<std::string>{made[2], made[1], made[0]}));
}

}  // namespace
}  // namespace fenrun::testing
