// A refund that WeChat will not make is ended by two people: one proposes how, another decides.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/order/refund.hpp"

namespace fenrun {

using RefundClosingId = Id<struct RefundClosingNoun>;

enum class RefundClosingState { open, applied, refused };

std::string_view to_word(RefundClosingState state);
std::optional<RefundClosingState> refund_closing_state_from(std::string_view word);

struct RefundClosing {
  RefundClosingId id;
  std::string public_id;
  OrderRefundId refund;
  RefundEnding ending = RefundEnding::called_off;
  std::string reference;  // of the other payment; empty when it is called off
  std::string reason;
  RefundClosingState state = RefundClosingState::open;
  StaffId proposed_by;
  Instant proposed_at;
  std::optional<Instant> absent_at;  // when WeChat was heard last to say that it has no such refund
  StaffId decided_by;                // unset while open
  std::optional<Instant> decided_at;
};

inline constexpr std::size_t kRefundClosingReasonMax = 200;    // characters
inline constexpr std::size_t kRefundClosingReferenceMax = 64;  // characters

// While a closing is open nothing is sent. What was on its way before has arrived after this time or never
// will: WeChat refuses what was signed more than five minutes ago, and clocks differ. Only an answer to a
// question that is asked later shows that WeChat does not have the refund, and only for a while.
inline constexpr std::chrono::minutes kRefundQuiet{10};
inline constexpr std::chrono::hours kRefundAbsenceHolds{1};

inline constexpr ErrorCode kRefundClosingReasonInvalid{
    ErrorKind::invalid, "refund_closing.reason_invalid", "请填写理由（一行，1 至 200 个字符）",
    "A reason of one line, 1 to 200 characters, is needed"};
inline constexpr ErrorCode kRefundClosingReferenceInvalid{
    ErrorKind::invalid, "refund_closing.reference_invalid",
    "线下退款须填写付款凭证号（1 至 64 个字符），撤销退款则不填",
    "What was paid otherwise needs the number of that payment, 1 to 64 characters; what is called off has "
    "none"};
inline constexpr ErrorCode kRefundClosingOpen{ErrorKind::conflict, "refund_closing.open",
                                              "这笔退款已有待确认的处理",
                                              "A closing of this refund waits for somebody already"};
inline constexpr ErrorCode kRefundClosingReferenceUsed{
    ErrorKind::conflict, "refund_closing.reference_used", "该付款凭证号已用于另一笔退款",
    "Another refund was ended, or is about to be, by the payment of this number"};
inline constexpr ErrorCode kRefundClosingNotFound{ErrorKind::not_found, "refund_closing.not_found",
                                                  "没有这条退款处理", "There is no such closing"};
inline constexpr ErrorCode kRefundClosingDecided{ErrorKind::conflict, "refund_closing.decided",
                                                 "这条退款处理已有结论", "It has been decided already"};
inline constexpr ErrorCode kRefundClosingOwn{ErrorKind::forbidden, "refund_closing.own",
                                             "不能确认自己提出的退款处理",
                                             "Nobody decides on a closing of their own"};
inline constexpr ErrorCode kRefundClosingOvertaken{
    ErrorKind::conflict, "refund_closing.overtaken", "微信支付已受理或了结这笔退款，不能人工了结",
    "WeChat Pay has accepted this refund or ended it; it is not for people to end"};
inline constexpr ErrorCode kRefundClosingUnheard{
    ErrorKind::conflict, "refund_closing.unheard",
    "尚未查实微信支付没有这笔退款；提出十分钟后系统会自动查询，查询结果一小时内有效",
    "WeChat Pay has not been heard lately to say that it has no such refund; it is asked from ten minutes "
    "after "
    "the proposal on"};

// Refuses, in this order, with kRefundClosingReasonInvalid and kRefundClosingReferenceInvalid.
Done check_refund_closing(const RefundClosing& wish);
// Refuses, in this order, with kRefundClosingDecided and kRefundClosingOwn: whoever proposed it may take it
// back and not confirm it.
Done check_refund_closing_decision(const RefundClosing& closing, StaffId decider, bool is_approved);
// Before it is applied. Refuses, in this order, with kRefundClosingOvertaken and kRefundClosingUnheard.
Done check_refund_is_nowhere(const RefundClosing& closing, const OrderRefund& refund, Instant now);

// Whether an answer to a question of `asked_at` shows that WeChat does not have the refund and will not get
// it.
[[nodiscard]] bool is_late_enough(const RefundClosing& closing, Instant asked_at);

}  // namespace fenrun
