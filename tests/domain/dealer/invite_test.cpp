#include "domain/dealer/invite.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

constexpr Instant kInviteNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
constexpr std::chrono::microseconds kInviteTick{1};

Dealer inviter_of_level(int level, DealerState state = DealerState::active) {
  Dealer dealer;
  dealer.id = DealerId{9};
  dealer.level = level;
  dealer.state = state;
  return dealer;
}

std::string outcome(const Result<int>& level) {
  return level ? "level " + std::to_string(*level) : std::string(level.error().code());
}

TEST(InviteTest, who_may_invite_whom_and_the_order_of_refusals) {
  const Instant soon = kInviteNow + std::chrono::hours{1};
  const std::optional<Dealer> producer;
  const auto suspended = inviter_of_level(3, DealerState::suspended);
  struct Case {
    InviteTerms terms;
    std::optional<Dealer> inviter;
    int open_invites;
    const char* outcome;
  };
  const Case cases[] = {
      {{1, soon}, producer, 0, "level 1"},
      {{1, soon}, inviter_of_level(1), 0, "level 2"},
      {{1, soon}, inviter_of_level(2), 0, "level 3"},
      {{1, soon}, inviter_of_level(3), 0, "invite.level_max"},
      {{0, soon}, producer, 0, "invite.uses_invalid"},
      {{-1, soon}, producer, 0, "invite.uses_invalid"},
      {{100, soon}, producer, 0, "level 1"},
      {{101, soon}, producer, 0, "invite.uses_invalid"},
      {{1, kInviteNow}, producer, 0, "invite.expiry_invalid"},
      {{1, kInviteNow + kInviteTick}, producer, 0, "level 1"},
      {{1, kInviteNow + kInviteLifeMax}, producer, 0, "level 1"},
      {{1, kInviteNow + kInviteLifeMax + kInviteTick}, producer, 0, "invite.expiry_invalid"},
      {{1, soon}, inviter_of_level(1), 49, "level 2"},
      {{1, soon}, inviter_of_level(1), 50, "invite.too_many"},
      {{1, soon}, producer, 999, "level 1"},
      {{1, soon}, producer, 1000, "invite.too_many"},
      {{0, kInviteNow}, suspended, 50, "invite.uses_invalid"},
      {{1, kInviteNow}, suspended, 50, "invite.expiry_invalid"},
      {{1, soon}, suspended, 50, "dealer.suspended"},
      {{1, soon}, inviter_of_level(3), 50, "invite.level_max"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(outcome(decide_invite(c.terms, c.inviter, c.open_invites, kInviteNow)), c.outcome)
        << &c - cases;
  }
}

TEST(InviteTest, an_invite_is_usable_until_revoked_expired_or_used_up) {
  Invite invite;
  invite.uses_left = 1;
  invite.expires_at = kInviteNow;
  EXPECT_TRUE(check_usable(invite, kInviteNow - kInviteTick).has_value());
  EXPECT_TRUE(check_usable(invite, kInviteNow).refused_with(kInviteExpired));
  EXPECT_TRUE(check_consumable(invite).has_value());
  invite.uses_left = 0;
  EXPECT_TRUE(check_usable(invite, kInviteNow).refused_with(kInviteExpired));
  EXPECT_TRUE(check_usable(invite, kInviteNow - kInviteTick).refused_with(kInviteUsedUp));
  EXPECT_TRUE(check_consumable(invite).refused_with(kInviteUsedUp));
  invite.revoked_at = kInviteNow;
  EXPECT_TRUE(check_usable(invite, kInviteNow).refused_with(kInviteRevoked));
  EXPECT_TRUE(check_consumable(invite).refused_with(kInviteRevoked));
}

TEST(InviteTest, a_code_is_16_to_32_characters_of_base_32) {
  EXPECT_FALSE(is_invite_code(std::string(15, 'A')));
  EXPECT_TRUE(is_invite_code(std::string(16, 'A')));
  EXPECT_TRUE(is_invite_code(std::string(32, '9')));
  EXPECT_FALSE(is_invite_code(std::string(33, 'A')));
  EXPECT_FALSE(is_invite_code("ABCDEFGHIJKLMNOP"));  // I, L, O and U are not in Crockford's alphabet
  EXPECT_FALSE(is_invite_code("abcdefghjkmnpqrs"));
}

}  // namespace
}  // namespace fenrun
