// A consumer asks for another dealer; an operator decides. Also: what staff must write down when they
// re-attribute.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"

namespace fenrun {

enum class ChangeState { open, approved, refused, withdrawn };

[[nodiscard]] std::string_view to_text(ChangeState state);
[[nodiscard]] std::optional<ChangeState> change_state_from(std::string_view text);

inline constexpr std::size_t kEvidenceMax = 200;  // characters
inline constexpr std::size_t kReattributionRowsMax = 500;

inline constexpr ErrorCode kChangeAlreadyOpen{ErrorKind::conflict, "binding_change.already_open",
                                              "您已有一个待处理的更换申请",
                                              "A change request of yours is already open"};
inline constexpr ErrorCode kChangeNotFound{ErrorKind::not_found, "binding_change.not_found", "更换申请不存在",
                                           "There is no such change request"};
inline constexpr ErrorCode kChangeClosed{ErrorKind::conflict, "binding_change.closed", "该申请已处理",
                                         "The change request has been decided already"};
inline constexpr ErrorCode kChangeNotBound{ErrorKind::refused, "binding_change.not_bound",
                                           "您尚未绑定推荐人，无需更换", "You have no referrer to change"};
inline constexpr ErrorCode kChangeSameDealer{ErrorKind::refused, "binding_change.same_dealer",
                                             "您已绑定该推荐人，无需更换",
                                             "You are bound to this dealer already"};
inline constexpr ErrorCode kChangeStale{ErrorKind::conflict, "binding_change.stale",
                                        "客户的推荐人已变更，请刷新后重试",
                                        "The consumer's referrer has changed since; reload and decide again"};
inline constexpr ErrorCode kEvidenceInvalid{ErrorKind::invalid, "evidence.invalid",
                                            "请填写凭据说明（1 至 200 个字符）",
                                            "Evidence of 1 to 200 characters is needed"};
inline constexpr ErrorCode kReattributionCountInvalid{ErrorKind::invalid, "reattribution.count_invalid",
                                                      "每批次须为 1 至 500 名客户",
                                                      "A bulk names 1 to 500 consumers"};
inline constexpr ErrorCode kReattributionRefused{
    ErrorKind::refused, "reattribution.refused", "本批次包含不可执行的客户，未作任何更改",
    "The bulk holds consumers that cannot be re-attributed; nothing changed"};
inline constexpr ErrorCode kReattributionStale{
    ErrorKind::conflict, "reattribution.stale", "客户的推荐人在预览后已变更，请重新预览",
    "A consumer's referrer has changed since the preview; preview again"};
inline constexpr ErrorCode kReattributionTwice{ErrorKind::refused, "reattribution.twice",
                                               "同一客户在本批次中出现多次",
                                               "The consumer is named more than once"};

inline constexpr ErrorCode kReattributionAlreadyThere{ErrorKind::refused, "reattribution.already_there",
                                                      "该客户已绑定此经销商",
                                                      "The consumer is bound to this dealer already"};

struct ChangeRequest {
  ChangeRequestId id;
  std::string public_id;
  ConsumerId consumer_id;
  DealerId from_dealer_id;
  DealerId to_dealer_id;
  std::string reason;  // the consumer's words
  ChangeState state = ChangeState::open;
  StaffId decided_by;  // unset while open, and when withdrawn
  std::optional<Instant> decided_at;
  std::string decision_reason;  // the operator's words
  std::string evidence;         // what the operator relied on
  Instant created_at;
};

// Refuses with kEvidenceInvalid.
[[nodiscard]] Done check_evidence(std::string_view evidence);

}  // namespace fenrun
