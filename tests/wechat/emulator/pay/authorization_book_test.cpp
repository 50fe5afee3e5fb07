#include "wechat/emulator/core/pay/authorization_book.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace fenrun::emulator::pay {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

class Authorizations : public ::testing::Test {
 protected:
  Authorizations() {
    book.settings.is_product_open = true;
    book.settings.appid = "wx1";
  }
  static AuthorizationOrder order(std::string number, std::string openid = "oUser") {
    return {std::move(number), "wx1", std::move(openid), "1005", "小张", {}, "https://a/b", ""};
  }
  std::string apply(const AuthorizationOrder& wanted) {
    return said(book.apply(wanted, true, {now, random}));
  }
  static std::string said(const AuthorizationBook::Outcome& outcome) {
    if (const auto* problem = std::get_if<Problem>(&outcome)) return std::string(problem->code);
    return std::string(name_of(std::get<const Authorization*>(outcome)->state));
  }
  std::string used(const std::string& id, const std::string& number = "") {
    return said(book.find_in_effect(id, number, now));
  }
  bool consent(const std::string& number) {
    return std::holds_alternative<const Authorization*>(book.consent(number, {now, random}));
  }

  SeededRandom random{1};
  Instant now{seconds(1'772'424'000)};
  AuthorizationBook book;
};

TEST_F(Authorizations, a_merchant_that_was_not_admitted_has_no_authority) {
  book.settings.is_product_open = false;
  EXPECT_EQ(apply(order("N1")), "NO_AUTH");
  EXPECT_EQ(said(book.query("N1", now)), "NO_AUTH");
  EXPECT_EQ(said(book.close("N1", now)), "NO_AUTH");
  EXPECT_EQ(used("1"), "NO_AUTH");
  EXPECT_EQ(book.check_for_transfer(order("N1"), true, now)->code, "NO_AUTH");
}

TEST_F(Authorizations, is_in_effect_from_consent_to_closing) {
  EXPECT_EQ(apply(order("N1")), "WAIT_USER_CONFIRM");
  const auto package = book.find("N1")->package_info;
  EXPECT_EQ(apply(order("N1")), "WAIT_USER_CONFIRM");
  EXPECT_EQ(book.find("N1")->package_info, package);
  EXPECT_EQ(used("", "N1"), "INVALID_REQUEST");
  EXPECT_TRUE(consent("N1"));
  EXPECT_FALSE(consent("N1"));
  const auto id = book.find("N1")->authorization_id;
  EXPECT_EQ(used(id), "TAKING_EFFECT");
  EXPECT_EQ(used("", "N1"), "TAKING_EFFECT");
  EXPECT_EQ(used(id, "N2"), "INVALID_REQUEST") << "two numbers that contradict each other";
  EXPECT_EQ(used("7", "N1"), "INVALID_REQUEST");
  now += days(400);
  EXPECT_EQ(used(id), "TAKING_EFFECT") << "no expiry once granted";
  EXPECT_EQ(said(book.close("N1", now)), "CLOSED");
  EXPECT_EQ(said(book.close("N1", now)), "CLOSED");
  EXPECT_EQ(book.find("N1")->close_reason, "CLOSE_VIA_MCH_API");
  EXPECT_EQ(used(id), "INVALID_REQUEST");
  const auto changes = book.take_changes();
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].to, AuthorizationState::taking_effect);
  EXPECT_EQ(changes[1].to, AuthorizationState::closed);
}

TEST_F(Authorizations, one_user_has_one_in_a_scene_at_a_time) {
  apply(order("N1"));
  EXPECT_EQ(apply(order("N2")), "INVALID_REQUEST");
  EXPECT_EQ(apply(order("N3", "oOther")), "WAIT_USER_CONFIRM");
  auto changed = order("N1");
  changed.user_display_name = "别人";
  EXPECT_EQ(apply(changed), "INVALID_REQUEST");
  book.close("N1", now);
  EXPECT_EQ(apply(order("N2")), "WAIT_USER_CONFIRM");
}

TEST_F(Authorizations, an_unanswered_one_closes_after_a_day_and_is_forgotten_after_thirty_more) {
  apply(order("N1"));
  now += hours(24) - seconds(1);
  EXPECT_EQ(said(book.query("N1", now)), "WAIT_USER_CONFIRM");
  now += seconds(1);
  EXPECT_EQ(said(book.query("N1", now)), "CLOSED");
  EXPECT_EQ(book.find("N1")->close_reason, "USER_OVERDUE_UNCONFIRMED");
  EXPECT_FALSE(consent("N1"));
  now += days(30) - seconds(1);
  EXPECT_EQ(said(book.query("N1", now)), "CLOSED");
  now += seconds(1);
  EXPECT_EQ(said(book.query("N1", now)), "NOT_FOUND");
}

TEST_F(Authorizations, one_asked_for_beside_a_transfer_is_silent_unless_the_user_agrees) {
  book.apply_with_transfer(order("N1"), {now, random});
  book.apply_with_transfer(order("N2", "oOther"), {now, random});
  EXPECT_TRUE(consent("N2"));
  now += days(2);
  book.advance(now);
  EXPECT_EQ(book.find("N1")->state, AuthorizationState::closed);
  const auto changes = book.take_changes();
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].out_authorization_no, "N2");
}

}  // namespace
}  // namespace fenrun::emulator::pay
