// Refunds of an order: partial, repeated, and never more than was paid, line by line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/order/order.hpp"

namespace fenrun {

inline constexpr int kRefundsPerOrderMax = 50;       // WeChat's limit for one payment
inline constexpr std::size_t kRefundReasonMax = 80;  // characters, as WeChat shows it to the buyer

enum class RefundState {
  requested,   // decided by us; WeChat may or may not have heard of it
  processing,  // accepted by WeChat
  abnormal,    // the bank cannot take it; a person must act
  succeeded,   // the buyer has it
  closed,      // it will not happen
};

std::string_view to_text(RefundState state);
std::optional<RefundState> refund_state_from(std::string_view text);
[[nodiscard]] bool is_final(RefundState state);
// Whether a report of `to` changes a refund in `from`: states go forward only, and a final one stays.
[[nodiscard]] bool leads_on(RefundState from, RefundState to);

// How two people ended a refund that WeChat would not make (domain/order/refund_closing.hpp).
enum class RefundEnding {
  called_off,      // the buyer does not get it: closed
  paid_elsewhere,  // the buyer has it from us by another way: succeeded
};

std::string_view to_word(RefundEnding ending);
std::optional<RefundEnding> refund_ending_from(std::string_view word);

struct RefundPart {
  OrderLineId line_id;  // not set: the freight
  Fen amount_fen;

  friend bool operator==(const RefundPart&, const RefundPart&) = default;
};

// The same by what another shop knows: an article stands on one line of an order.
struct SkuRefundPart {
  SkuId sku_id;  // not set: the freight
  Fen amount_fen;

  friend bool operator==(const SkuRefundPart&, const SkuRefundPart&) = default;
};

// "sku:fen" with commas between; 0 is the freight.
std::string to_text(const std::vector<SkuRefundPart>& parts);
// Nothing for a text that to_text does not write.
std::optional<std::vector<SkuRefundPart>> sku_refund_parts_from(std::string_view text);

struct OrderRefund {
  OrderRefundId id;
  std::string public_id;
  OrderId order_id;
  std::string refund_no;  // the number that WeChat or the other shop knows it by; unique within the order
  RefundState state = RefundState::requested;
  Fen amount_fen;
  std::vector<RefundPart> parts;
  std::string reason;
  std::string channel_refund_id;       // WeChat's; empty until it is known
  std::string refusal;                 // WeChat's last word of refusal, a code; empty: none
  std::optional<RefundEnding> ending;  // not set: WeChat, or the other shop, says what became of it
  StaffId requested_by;                // not set: not by staff of ours
  Instant created_at;
  std::optional<Instant> succeeded_at;
};

inline constexpr ErrorCode kRefundNotFound{ErrorKind::not_found, "refund.not_found", "退款单不存在",
                                           "There is no such refund"};
inline constexpr ErrorCode kRefundOrderUnpaid{ErrorKind::conflict, "refund.order_unpaid",
                                              "订单未支付，不能退款", "The order has not been paid"};
inline constexpr ErrorCode kRefundPartsInvalid{
    ErrorKind::invalid, "refund.parts_invalid", "退款明细有误：每行至多一次，金额须大于 0",
    "The refund's parts are not valid: each line once at most, each amount positive"};
inline constexpr ErrorCode kRefundTooLarge{ErrorKind::refused, "refund.too_large", "退款金额超过可退金额",
                                           "The refund exceeds what can still be returned"};
inline constexpr ErrorCode kRefundTooMany{ErrorKind::refused, "refund.too_many", "单个订单最多退款 50 次",
                                          "An order can be refunded 50 times at most"};
inline constexpr ErrorCode kRefundElsewhere{ErrorKind::refused, "refund.elsewhere",
                                            "该订单来自外部渠道，请在原渠道退款",
                                            "The order came from another shop; refund it there"};
inline constexpr ErrorCode kRefundReasonInvalid{ErrorKind::invalid, "refund.reason_invalid",
                                                "请填写退款原因（1 至 80 个字符）",
                                                "A reason of 1 to 80 characters is needed"};

// The sum of `parts`, each checked against what its line (or the freight) can still give back. Refuses, in
// this order, with kRefundOrderUnpaid, kRefundPartsInvalid, kRefundTooLarge, kRefundTooMany. `refunds` counts
// those made before.
Result<Fen> decide_refund(const OrderWithLines& sale, const std::vector<RefundPart>& parts, int refunds);

// The lines that the articles stand on. Refuses with kRefundPartsInvalid (an article that was not ordered).
Result<std::vector<RefundPart>> place_parts(const OrderWithLines& sale,
                                            const std::vector<SkuRefundPart>& parts);

// Spreads an amount that names no lines over what can still be returned, by largest remainder. Refuses with
// kRefundOrderUnpaid, kRefundPartsInvalid (not positive), kRefundTooLarge.
Result<std::vector<RefundPart>> spread_refund(const OrderWithLines& sale, Fen amount);

// The parts of a refund that was made elsewhere: those of its articles, or spread where it names none.
// Refuses with kRefundOrderUnpaid, kRefundPartsInvalid, kRefundTooLarge.
Result<std::vector<RefundPart>> parts_of_reported(const OrderWithLines& sale, Fen amount,
                                                  const std::vector<SkuRefundPart>& parts);

// Counts `parts` as asked for, as given back, or as asked for no longer.
void ask_refund(OrderWithLines& sale, const std::vector<RefundPart>& parts);
void complete_refund(OrderWithLines& sale, const std::vector<RefundPart>& parts);
void forget_refund(OrderWithLines& sale, const std::vector<RefundPart>& parts);

}  // namespace fenrun
