// Enrolment: whoever was handed an initial password chooses one of their own and confirms the secret of their
// one-time codes, before they may do anything else.
#pragma once

#include <chrono>

#include "base/error.hpp"

namespace fenrun {

inline constexpr std::chrono::hours kInitialPasswordLife{72};

inline constexpr ErrorCode kStaffNotEnrolled{ErrorKind::forbidden, "staff.not_enrolled",
                                             "请先设置密码并绑定动态验证码",
                                             "Choose a password and enrol one-time codes first"};
inline constexpr ErrorCode kStaffEnrolledAlready{ErrorKind::conflict, "staff.enrolled_already",
                                                 "密码与动态验证码已设置完成",
                                                 "Password and one-time codes are enrolled already"};
inline constexpr ErrorCode kEnrolmentNotBegun{ErrorKind::conflict, "enrolment.not_begun",
                                              "动态验证码密钥已更换，请重新扫描",
                                              "No secret is on offer; scan the new one"};
inline constexpr ErrorCode kPasswordUnchanged{ErrorKind::refused, "password.unchanged",
                                              "新密码不能与当前密码相同",
                                              "The new password must differ from the present one"};

}  // namespace fenrun
