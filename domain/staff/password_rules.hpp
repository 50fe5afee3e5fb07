// Which passwords a staff member may choose: 12 to 128 characters, none of the common ones, not the login
// name. No composition rules: length is what resists guessing.
#pragma once

#include <string_view>

#include "base/result.hpp"

namespace fenrun {

inline constexpr ErrorCode kPasswordTooShort{ErrorKind::refused, "password.too_short",
                                             "密码至少需要 12 个字符",
                                             "The password needs at least 12 characters"};
inline constexpr ErrorCode kPasswordTooLong{ErrorKind::refused, "password.too_long", "密码最多 128 个字符",
                                            "The password may have at most 128 characters"};
inline constexpr ErrorCode kPasswordCommon{ErrorKind::refused, "password.too_common",
                                           "该密码过于常见，请换一个",
                                           "This password is too common; choose another"};
inline constexpr ErrorCode kPasswordIsName{ErrorKind::refused, "password.contains_name", "密码不能包含登录名",
                                           "The password must not contain the login name"};

// Counts bytes that start a UTF-8 character. Refuses with the four codes above, in their order.
Done check_password_rules(std::string_view password, std::string_view login_name);

}  // namespace fenrun
