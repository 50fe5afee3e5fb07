#include "domain/withdrawal/payout_attention.hpp"

#include <array>

#include "base/assert.hpp"

namespace fenrun {
namespace {

// In the order of the enumeration.
constexpr std::array kRows{
    AttentionRow{AttentionKind::never_known, "never_known", AttentionOwner::engineer,
                 "多次发送，微信仍查不到该单号", "Sent again and again, and WeChat knows no such number",
                 "核对商户号与网络；确认微信没有该单后，由两人核定为未付",
                 "Check merchant id and network; when WeChat surely has none, two people close it as unpaid"},
    AttentionRow{
        AttentionKind::contradiction, "contradiction", AttentionOwner::finance, "微信前后说法矛盾",
        "WeChat has contradicted itself", "在商户平台查明该单；尚未结束的由两人核定，再恢复出款",
        "Look it up at the merchant platform; what is open two people close, then they let payouts go on"},
    AttentionRow{AttentionKind::lost, "lost", AttentionOwner::finance, "微信受理过，现在查不到该单",
                 "WeChat took it and does not know it any more",
                 "凭资金账单或向微信支付客服查明，由两人核定；不要另行付款",
                 "See the fund bill or ask WeChat's support, two people close it; pay it in no other way"},
    AttentionRow{AttentionKind::too_old, "too_old", AttentionOwner::finance, "发送已满 25 天仍未结束",
                 "Sent 25 days ago and still open", "微信只答复 30 天内的查询：尽快查明结果，由两人核定",
                 "WeChat answers for 30 days: find out how it ended while it does, and two people close it"},
    AttentionRow{AttentionKind::other_merchant, "other_merchant", AttentionOwner::engineer,
                 "属于其他商户号或 AppID，出款进程不能查询",
                 "Of another merchant or app: no payout worker can ask about it",
                 "用原商户号与 AppID 的配置启动出款进程，付款会自动继续",
                 "Run a payout worker with that merchant and app: it goes on by itself"},
    AttentionRow{AttentionKind::failed, "failed", AttentionOwner::finance, "付款失败，金额仍冻结",
                 "It ended unpaid and the money is still held",
                 "查看原因后重新付款、退回金额，或登记线下打款",
                 "See the reason, then pay anew, give the money back, or register an offline payout"},
    AttentionRow{AttentionKind::unknown, "unknown", AttentionOwner::engineer, "结果未知过久，系统仍在核实",
                 "Its outcome has been unknown for long; the system goes on asking",
                 "检查到微信的网络与证书；不要另行付款",
                 "Check the way to WeChat and the certificates; pay it in no other way"},
    AttentionRow{AttentionKind::parked_funds, "parked_funds", AttentionOwner::finance,
                 "运营账户余额不足，等待充值", "The operating account is short of money",
                 "向运营账户充值，付款会自动继续",
                 "Put money into the operating account; payment goes on by itself"},
    AttentionRow{AttentionKind::confirm_soon, "confirm_soon", AttentionOwner::dealer,
                 "收款人尚未确认，即将过期", "The payee has not confirmed it, and it ends soon",
                 "联系经销商在小程序中确认收款；过期后金额退回其可提现余额",
                 "Ask the dealer to confirm in the mini program; otherwise the money goes back to them"},
    AttentionRow{AttentionKind::other, "other", AttentionOwner::finance, "需人工处理",
                 "A person was asked for", "打开提现经过，按记录处理",
                 "Open the withdrawal's life and go by what stands there"},
};

const AttentionRow& row_of(AttentionKind kind) {
  const AttentionRow& row = kRows.at(static_cast<std::size_t>(kind));
  FENRUN_ASSERT(row.kind == kind);
  return row;
}

}  // namespace

std::span<const AttentionRow> attention_table() { return kRows; }

const AttentionRow& attention_of(const Payout& payout) {
  using enum AttentionKind;
  if (payout.needs_human) {
    if (payout.human_reason == kHumanNeverKnown) return row_of(never_known);
    if (payout.human_reason == kHumanContradiction) return row_of(contradiction);
    if (payout.human_reason == kHumanLost) return row_of(lost);
    if (payout.human_reason == kHumanTooOld) return row_of(too_old);
    if (payout.human_reason == kHumanOtherMerchant) return row_of(other_merchant);
  }
  if (is_terminal(payout.state) && payout.state != PayoutState::succeeded) return row_of(failed);
  if (payout.needs_human) return row_of(other);
  if (payout.state == PayoutState::parked_funds) return row_of(parked_funds);
  if (payout.state == PayoutState::await_user) return row_of(confirm_soon);
  if (payout.state == PayoutState::unknown) return row_of(unknown);
  return row_of(other);
}

std::string_view to_word(AttentionOwner owner) {
  switch (owner) {
    case AttentionOwner::dealer:
      return "dealer";
    case AttentionOwner::finance:
      return "finance";
    case AttentionOwner::engineer:
      return "engineer";
  }
  return "";
}

}  // namespace fenrun
