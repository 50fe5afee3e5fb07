#include "domain/commission/zero_reason.hpp"

#include "base/assert.hpp"

namespace fenrun {
namespace {

constexpr ZeroReason kZeroReasons[] = {
    ZeroReason::zero_base,         ZeroReason::no_referrer,      ZeroReason::no_rule,
    ZeroReason::rule_pays_nothing, ZeroReason::no_profit,        ZeroReason::no_differential,
    ZeroReason::below_one_fen,     ZeroReason::order_cap,        ZeroReason::month_cap,
    ZeroReason::nobody_at_level,   ZeroReason::dealer_suspended, ZeroReason::self_purchase};

constexpr ZeroReasonText kZeroBase{"zero_base", "该明细实付金额为 0", "Nothing was paid for this line"};
constexpr ZeroReasonText kNoReferrer{"no_referrer", "买家付款时没有推荐人", "The buyer had no referrer"};
constexpr ZeroReasonText kNoRule{"no_rule", "没有适用的分润规则", "No rule fits this line"};
constexpr ZeroReasonText kPaysNothing{"rule_pays_nothing", "适用的规则为 0", "The rule that applies pays 0"};
constexpr ZeroReasonText kNoProfit{"no_profit", "该明细没有利润", "The line made no profit"};
constexpr ZeroReasonText kNoDifferential{"no_differential", "下级比例已达到本级比例，级差为 0",
                                         "Those below have the same rate already"};
constexpr ZeroReasonText kBelowOneFen{"below_one_fen", "金额不足一分，向下取整为 0",
                                      "Less than one fen, rounded down to nothing"};
constexpr ZeroReasonText kOrderCap{"order_cap", "已达到单笔订单分润上限",
                                   "The cap of the order left nothing"};
constexpr ZeroReasonText kMonthCap{"month_cap", "已达到经销商当月分润上限",
                                   "The dealer's cap of the month was used up"};
constexpr ZeroReasonText kNobody{"nobody_at_level", "该层级没有经销商", "No dealer stands at this level"};
constexpr ZeroReasonText kSuspended{
    "dealer_suspended", "经销商在付款时已被停用，或在入账时已终止",
    "The dealer was suspended when the sale was paid, or had ended when it was booked"};
constexpr ZeroReasonText kSelfPurchase{"self_purchase", "经销商自购，方案不计分润",
                                       "The dealer bought it itself; the plan does not pay for that"};

}  // namespace

const ZeroReasonText& text_of(ZeroReason reason) {
  switch (reason) {
    case ZeroReason::zero_base:
      return kZeroBase;
    case ZeroReason::no_referrer:
      return kNoReferrer;
    case ZeroReason::no_rule:
      return kNoRule;
    case ZeroReason::rule_pays_nothing:
      return kPaysNothing;
    case ZeroReason::no_profit:
      return kNoProfit;
    case ZeroReason::no_differential:
      return kNoDifferential;
    case ZeroReason::below_one_fen:
      return kBelowOneFen;
    case ZeroReason::order_cap:
      return kOrderCap;
    case ZeroReason::month_cap:
      return kMonthCap;
    case ZeroReason::nobody_at_level:
      return kNobody;
    case ZeroReason::dealer_suspended:
      return kSuspended;
    case ZeroReason::self_purchase:
      return kSelfPurchase;
  }
  FENRUN_UNREACHABLE("zero reason");
}

std::optional<ZeroReason> zero_reason_from(std::string_view word) {
  for (const ZeroReason reason : kZeroReasons) {
    if (to_text(reason) == word) return reason;
  }
  return std::nullopt;
}

}  // namespace fenrun
