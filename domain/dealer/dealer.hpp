// A dealer: a person's place in the supply tree. Level is the place (1 below the producer, 3 at most), tier
// the rank.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"

namespace fenrun {

// The supply tree never grows deeper, whatever is configured.
inline constexpr int kLevelMax = 3;

// The parent of level-1 dealers. It is "no dealer": no row carries it.
inline constexpr DealerId kProducer{0};

inline constexpr std::size_t kDealerNameMax = 32;  // characters
inline constexpr std::size_t kReasonMax = 200;     // characters

enum class DealerState {
  active,
  suspended,
  ended,  // for good: see ending.hpp
};

struct Dealer {
  DealerId id;
  std::string public_id;
  ConsumerId consumer_id;
  DealerId parent_id;   // kProducer at level 1
  DealerId sponsor_id;  // the first parent, for ever
  int level = 0;        // 1..kLevelMax, and always the parent's level + 1
  TierId tier_id;
  std::string name;
  DealerState state = DealerState::active;
  std::string suspended_reason;  // empty unless suspended
  Instant joined_at;
  std::int64_t version = 1;  // counts every change of the row

  [[nodiscard]] bool is_active() const { return state == DealerState::active; }
};

std::string_view to_text(DealerState state);
std::optional<DealerState> dealer_state_from(std::string_view text);

inline constexpr ErrorCode kDealerNotFound{ErrorKind::not_found, "dealer.not_found", "经销商不存在",
                                           "There is no such dealer"};
inline constexpr ErrorCode kDealerSuspended{ErrorKind::refused, "dealer.suspended", "该经销商已被停用",
                                            "This dealer is suspended"};
inline constexpr ErrorCode kDealerNotSuspended{ErrorKind::conflict, "dealer.not_suspended",
                                               "该经销商未被停用", "This dealer is not suspended"};
inline constexpr ErrorCode kDealerEnded{ErrorKind::refused, "dealer.ended", "该经销关系已终止",
                                        "This dealership has ended"};
inline constexpr ErrorCode kDealerExists{ErrorKind::conflict, "dealer.exists", "您已经是经销商",
                                         "This person is a dealer already"};
inline constexpr ErrorCode kDealerNameInvalid{
    ErrorKind::invalid, "dealer.name_invalid", "名称须为 1 至 32 个字符，且不含控制字符",
    "The name must be 1 to 32 characters without control characters"};
inline constexpr ErrorCode kReasonInvalid{ErrorKind::invalid, "reason.invalid",
                                          "请填写原因（1 至 200 个字符）",
                                          "A reason of 1 to 200 characters is needed"};

// Refuses with kReasonInvalid.
Done check_reason(std::string_view reason);

// Refuses with kDealerEnded or kDealerSuspended.
Done check_active(const Dealer& dealer);

// Refuse with kReasonInvalid, then kDealerEnded, then kDealerSuspended (already) or kDealerNotSuspended.
Done decide_suspension(const Dealer& dealer, std::string_view reason);
Done decide_resumption(const Dealer& dealer, std::string_view reason);

}  // namespace fenrun
