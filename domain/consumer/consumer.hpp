// A consumer of the mini-program: the states an account can be in, and why something is refused to it.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.hpp"

namespace fenrun {

enum class ConsumerState {
  active,
  blocked,  // by an operator; may not log in
  deleted,  // at the person's own request: personal data is erased, ids stay
};

// The word stored in the table, and back; nothing for a word that is no state.
[[nodiscard]] std::string_view to_text(ConsumerState state);
[[nodiscard]] std::optional<ConsumerState> consumer_state_from(std::string_view text);

inline constexpr ErrorCode kConsumerBlocked{ErrorKind::forbidden, "consumer.blocked",
                                            "账号已被停用，请联系客服",
                                            "The account is blocked; please contact customer service"};
inline constexpr ErrorCode kConsumerGone{ErrorKind::unauthenticated, "consumer.gone",
                                         "账号不存在或已注销，请重新登录",
                                         "The account does not exist any more; please log in again"};
inline constexpr ErrorCode kConsumerIsDealer{
    ErrorKind::refused, "consumer.is_dealer", "您仍是经销商，请先办理退出经销后再注销账号",
    "You are still a dealer; give up the dealership before deleting the account"};
inline constexpr ErrorCode kConsumerUnknown{ErrorKind::not_found, "consumer.unknown", "客户不存在",
                                            "There is no such consumer"};
inline constexpr ErrorCode kLoginCodeSpent{ErrorKind::unauthenticated, "login.code_spent",
                                           "登录凭证已使用，请重新登录",
                                           "This login code has been used; please log in again"};
inline constexpr ErrorCode kNicknameInvalid{ErrorKind::invalid, "consumer.nickname_invalid",
                                            "昵称须为 1 到 32 个字符，且不含控制字符",
                                            "A nickname has 1 to 32 characters and no control characters"};

}  // namespace fenrun
