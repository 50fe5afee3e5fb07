// Roles, permissions, login names, passwords and the waiting after wrong logins.
#include <gtest/gtest.h>

#include "domain/staff/login_attempts.hpp"
#include "domain/staff/password_rules.hpp"
#include "domain/staff/permission.hpp"
#include "domain/staff/staff.hpp"

namespace fenrun {
namespace {

TEST(Staff, an_admin_manages_staff_and_decides_nothing_else) {
  for (const Permission permission : kPermissions) {
    const bool writes =
        permission == Permission::applications_decide || permission == Permission::dealers_write ||
        permission == Permission::bindings_write || permission == Permission::change_requests_decide ||
        permission == Permission::contracts_publish || permission == Permission::campaigns_write ||
        permission == Permission::products_write || permission == Permission::orders_ship;
    if (writes) {
      EXPECT_FALSE(may(Role::admin, permission));
      EXPECT_FALSE(may(Role::auditor, permission));
      EXPECT_FALSE(may(Role::finance, permission));
    }
  }
  EXPECT_TRUE(may(Role::finance, Permission::orders_refund)) << "finance alone gives money back";
  for (const Role role : {Role::operator_, Role::auditor, Role::admin}) {
    EXPECT_FALSE(may(role, Permission::orders_refund));
  }
  EXPECT_TRUE(may(Role::admin, Permission::staff_write));
  EXPECT_FALSE(may(Role::auditor, Permission::staff_write));
  EXPECT_FALSE(may(Role::operator_, Permission::staff_write));
}

TEST(Staff, a_commission_plan_needs_finance_to_publish_and_an_admin_to_acknowledge) {
  for (const Role role : kRoles) {
    EXPECT_EQ(may(role, Permission::commission_plans_publish), role == Role::finance);
    EXPECT_EQ(may(role, Permission::commission_plans_acknowledge), role == Role::admin);
  }
}

TEST(Staff, finance_alone_gives_debts_up_and_ends_disputes) {
  for (const Role role : kRoles) {
    EXPECT_EQ(may(role, Permission::debts_write_off), role == Role::finance);
    EXPECT_EQ(may(role, Permission::disputes_resolve), role == Role::finance);
    EXPECT_EQ(may(role, Permission::ledger_read), role == Role::finance || role == Role::auditor);
  }
}

TEST(Staff, every_role_has_its_own_session_and_every_permission_somebody_who_has_it) {
  for (const Role role : kRoles) EXPECT_TRUE(may(role, Permission::own_session));
  for (const Permission permission : kPermissions) {
    bool held = false;
    for (const Role role : kRoles) held = held || may(role, permission);
    EXPECT_TRUE(held) << static_cast<int>(permission);
  }
}

TEST(Staff, roles_have_words_and_back) {
  for (const Role role : kRoles) EXPECT_EQ(parse_role(to_word(role)), role);
  EXPECT_EQ(parse_role("root"), std::nullopt);
}

TEST(Staff, login_names_are_short_plain_words) {
  const std::pair<std::string, bool> cases[] = {
      {"wang", true},
      {"a.b_c-9", true},
      {"ab", false},
      {"Wang", false},
      {"9ab", false},
      {"wang li", false},
      {"王小明", false},
      {std::string(32, 'a'), true},
      {std::string(33, 'a'), false},
      {"", false},
  };
  for (const auto& [name, valid] : cases) EXPECT_EQ(is_login_name(name), valid) << name;
}

TEST(Password, length_counts_and_common_ones_are_refused) {
  const std::pair<std::string, std::string_view> cases[] = {
      {"correct horse battery", ""},
      {"kfj3-Wqz9-plmT", ""},
      {"我的密码是一句很长的话啊", ""},
      {"short", "password.too_short"},
      {"elevenchars", "password.too_short"},
      {std::string(128, 'a') + "b", "password.too_long"},
      {"password1234", "password.too_common"},
      {"Password!2024", "password.too_common"},
      {"123456789012", "password.too_common"},
      {"987654321098", "password.too_common"},
      {"aaaaaaaaaaaa", "password.too_common"},
      {"abcabcabcabc", "password.too_common"},
      {"abcdefghijkl", "password.too_common"},
      {"qwertyqwerty", "password.too_common"},
      {"administrator1", "password.too_common"},
      {"2024-01-01 00", "password.too_common"},
      {"the wangli door", "password.contains_name"},
  };
  for (const auto& [password, code] : cases) {
    const auto checked = check_password_rules(password, "wangli");
    EXPECT_EQ(checked ? "" : checked.error().code(), code) << password;
  }
}

TEST(LoginAttempts, waiting_begins_at_the_limit_and_ends_with_the_window) {
  const Instant start = parse_rfc3339("2026-11-21T10:00:00Z").value();
  EXPECT_EQ(login_wait({4, start}, 5, start), std::nullopt);
  EXPECT_EQ(login_wait({5, start}, 5, start), std::chrono::minutes(15));
  EXPECT_EQ(login_wait({5, start}, 5, start + std::chrono::minutes(14)), std::chrono::minutes(1));
  EXPECT_EQ(login_wait({9, start}, 5, start + std::chrono::minutes(15)), std::nullopt);
}

}  // namespace
}  // namespace fenrun
