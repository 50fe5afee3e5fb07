// A member of staff, and why something is refused to one.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/ids.hpp"
#include "domain/staff/role.hpp"

namespace fenrun {

// A console session ends this long after login, and after this long without a request.
inline constexpr std::chrono::hours kStaffSessionLife{8};
inline constexpr std::chrono::minutes kStaffSessionIdle{30};
inline constexpr std::size_t kRecoveryCodes = 10;

enum class StaffState { active, disabled };

constexpr std::string_view to_word(StaffState state) {
  switch (state) {
    case StaffState::active:
      return "active";
    case StaffState::disabled:
      return "disabled";
  }
  return "";
}

struct Staff {
  StaffId id;
  std::string public_id;
  std::string login_name;
  Role role = Role::auditor;
  StaffState state = StaffState::active;
  Instant created_at;
  std::int64_t version = 1;
  std::optional<Instant> last_login_at;
  std::optional<Instant> enrolled_at;    // nothing: may do nothing but enrol
  std::optional<Instant> initial_until;  // not enrolled: until when the initial password works
};

struct StaffFilter {
  std::optional<Role> role;
  std::optional<StaffState> state;
  std::string name_part;  // anywhere in the login name; empty: all
};

// 3 to 32 of a-z, 0-9, '.', '_' and '-', beginning with a letter.
bool is_login_name(std::string_view text);

// The one answer to every failed login, so that it tells nothing about which part was wrong.
inline constexpr ErrorCode kStaffLoginRefused{ErrorKind::unauthenticated, "login.refused",
                                              "用户名、密码或验证码不正确",
                                              "The name, the password or the code is wrong"};
inline constexpr ErrorCode kStaffLoginTooMany{ErrorKind::too_many, "login.too_many",
                                              "登录尝试过多，请稍后再试",
                                              "Too many login attempts; please try again later"};
inline constexpr ErrorCode kStaffNotFound{ErrorKind::not_found, "staff.not_found", "没有这位员工",
                                          "There is no such member of staff"};
inline constexpr ErrorCode kStaffNameTaken{ErrorKind::conflict, "staff.name_taken", "登录名已被使用",
                                           "The login name is taken"};
inline constexpr ErrorCode kStaffNameInvalid{
    ErrorKind::invalid, "staff.name_invalid", "登录名为 3 到 32 个小写字母、数字或 . _ -，以字母开头",
    "A login name is 3 to 32 lower-case letters, digits or . _ -, beginning with a letter"};
inline constexpr ErrorCode kStaffNotOneself{ErrorKind::refused, "staff.not_oneself", "不能对自己执行此操作",
                                            "You cannot do this to yourself"};
inline constexpr ErrorCode kStaffPasswordWrong{ErrorKind::refused, "staff.password_wrong", "当前密码不正确",
                                               "The current password is wrong"};

}  // namespace fenrun
