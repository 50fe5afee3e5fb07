#include "wechat/pay/outcome/fail_reasons.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace fenrun::wechat {
namespace {

using enum FailOwner;
using enum FailSide;

constexpr std::string_view kVariantZh = "预算、预约或关联订单类转账的规则不符，本系统不应出现";
constexpr std::string_view kVariantEn =
    "A rule of budgeted, reserved or related-order transfers; not expected here";
constexpr std::string_view kBankCardZh = "银行卡收款异常，本系统不应出现";
constexpr std::string_view kBankCardEn = "A payout to a bank card; not expected here";

// Sorted by reason.
constexpr std::array kFailReasons{
    FailReasonRow{"ACCOUNT_FROZEN", dealer, user, "收款账户被冻结，请在微信中处理",
                  "The payee's account is frozen; to be settled in WeChat"},
    FailReasonRow{"ACCOUNT_NOT_EXIST", dealer, user, "收款账户不存在", "The payee has no account"},
    FailReasonRow{"BANK_CARD_ACCOUNT_ABNORMAL", finance, ours, kBankCardZh, kBankCardEn},
    FailReasonRow{"BANK_CARD_BANK_INFO_WRONG", finance, ours, kBankCardZh, kBankCardEn},
    FailReasonRow{"BANK_CARD_CARD_INFO_WRONG", finance, ours, kBankCardZh, kBankCardEn},
    FailReasonRow{"BANK_CARD_COLLECTIONS_ABOVE_QUOTA", finance, ours, kBankCardZh, kBankCardEn},
    FailReasonRow{"BANK_CARD_PARAM_ERROR", finance, ours, kBankCardZh, kBankCardEn},
    FailReasonRow{"BANK_CARD_STATUS_ABNORMAL", finance, ours, kBankCardZh, kBankCardEn},
    FailReasonRow{"BLOCK_B2C_USERLIMITAMOUNT_BSRULE_MONTH", dealer, user, "本月收款已达上限，请下月再提现",
                  "The payee's monthly limit is reached; next month"},
    FailReasonRow{"BLOCK_B2C_USERLIMITAMOUNT_MONTH", dealer, user, "收款账户存在风险，收款受限",
                  "The payee's receiving is restricted; to be settled in WeChat"},
    FailReasonRow{"BUDGET_NOT_ENOUGH", finance, ours, kVariantZh, kVariantEn},
    FailReasonRow{"DAY_RECEIVED_COUNT_EXCEED", dealer, user, "今日收款次数已达上限，请明天再提现",
                  "Too many receipts today; tomorrow"},
    FailReasonRow{"DAY_RECEIVED_QUOTA_EXCEED", dealer, user, "今日收款金额已达上限，请明天再提现",
                  "The payee's daily amount is reached; tomorrow"},
    FailReasonRow{"EXCEEDED_ESTIMATED_AMOUNT", finance, ours, kVariantZh, kVariantEn},
    FailReasonRow{"ID_CARD_NOT_CORRECT", dealer, user, "证件号码与微信实名不一致",
                  "The identity number is not WeChat's"},
    FailReasonRow{"MCH_CANCEL", finance, ours, "商户已撤销转账", "The merchant cancelled the transfer"},
    FailReasonRow{"MERCHANT_NOT_CONFIRM", finance, ours, "商户管理员未在规定时间内确认付款",
                  "The merchant's staff did not confirm in time"},
    FailReasonRow{"MERCHANT_REJECT", finance, ours, "商户管理员拒绝付款", "The merchant's staff rejected it"},
    FailReasonRow{"NAME_NOT_CORRECT", dealer, user, "姓名与微信实名不一致，请更正后再提现",
                  "The name is not the one WeChat has; to be corrected"},
    FailReasonRow{"OPENID_INVALID", engineer, ours, "用户标识错误或不属于本小程序",
                  "The openid is wrong or of another app: a defect of data"},
    FailReasonRow{"OTHER_FAIL_REASON_TYPE", finance, ours, "其他原因，需人工处理",
                  "Another reason; a person looks"},
    FailReasonRow{"OVERDUE_CLOSE", dealer, user, "超过 24 小时未确认收款，可重新提现",
                  "Not confirmed in time; may be asked for again"},
    FailReasonRow{"PAYEE_ACCOUNT_ABNORMAL", dealer, user, "收款账户异常，请在微信中处理",
                  "The payee's account is abnormal; to be settled in WeChat"},
    FailReasonRow{"PAYER_ACCOUNT_ABNORMAL", finance, ours, "商户账户异常，停止出款",
                  "The merchant's account is abnormal: stop paying"},
    FailReasonRow{"PRODUCT_AUTH_CHECK_FAIL", engineer, ours, "转账产品未开通或被封禁",
                  "The product is not open or blocked"},
    FailReasonRow{"REALNAME_ACCOUNT_RECEIVED_QUOTA_EXCEED", dealer, user,
                  "实名账户收款额度已用完，请稍后再提现", "The payee's quota is used up; later"},
    FailReasonRow{"REAL_NAME_CHECK_FAIL", dealer, user, "未完成微信实名认证",
                  "The payee has no real name in WeChat"},
    FailReasonRow{"RECEIVE_ACCOUNT_NOT_CONFIGURE", dealer, user, "未设置收款账户，请在微信中设置",
                  "The payee has set no receiving account"},
    FailReasonRow{"RELATED_ORDER_TRANSFER_AMOUNT_EXCEED", finance, ours, kVariantZh, kVariantEn},
    FailReasonRow{"RELATED_ORDER_TRANSFER_COUNT_EXCEED", finance, ours, kVariantZh, kVariantEn},
    FailReasonRow{"RESERVATION_INFO_NOT_MATCH", finance, ours, kVariantZh, kVariantEn},
    FailReasonRow{"RESERVATION_SCENE_NOT_MATCH", finance, ours, kVariantZh, kVariantEn},
    FailReasonRow{"RESERVATION_STATE_INVALID", finance, ours, kVariantZh, kVariantEn},
    FailReasonRow{"TRANSFER_QUOTA_EXCEED", finance, ours, "超出（或低于）单笔转账额度",
                  "Over (or under) the limit of one transfer"},
    FailReasonRow{"TRANSFER_REMARK_SET_FAIL", engineer, ours, "转账备注含敏感词，需修改备注",
                  "The remark was rejected; change it"},
    FailReasonRow{"TRANSFER_RISK", finance, ours, "触发风控，需人工复核，不可反复重试",
                  "Risk control: a person looks; not to be tried in a loop"},
    FailReasonRow{"TRANSFER_SCENE_INVALID", engineer, ours, "转账场景无效", "The transfer scene is invalid"},
    FailReasonRow{"TRANSFER_SCENE_UNAVAILABLE", engineer, ours, "转账场景不可用",
                  "The transfer scene is not available"},
};

constexpr bool is_sorted_by_reason() {
  for (std::size_t i = 1; i < kFailReasons.size(); ++i) {
    if (kFailReasons[i - 1].reason >= kFailReasons[i].reason) return false;
  }
  return true;
}
static_assert(is_sorted_by_reason());

const FailReasonRow* find_fail_reason(std::string_view reason) {
  const auto* const place =
      std::lower_bound(kFailReasons.begin(), kFailReasons.end(), reason,
                       [](const FailReasonRow& row, auto wanted) { return row.reason < wanted; });
  return place != kFailReasons.end() && place->reason == reason ? place : nullptr;
}

}  // namespace

std::span<const FailReasonRow> fail_reason_table() { return kFailReasons; }

const FailReasonRow& fail_reason(std::string_view reason) {
  const auto* row = find_fail_reason(reason);
  if (row == nullptr) row = find_fail_reason("OTHER_FAIL_REASON_TYPE");
  FENRUN_ASSERT(row != nullptr);
  return *row;
}

std::string_view to_text(FailOwner owner) {
  switch (owner) {
    case FailOwner::dealer:
      return "dealer";
    case FailOwner::finance:
      return "finance";
    case FailOwner::engineer:
      return "engineer";
  }
  return "";
}

std::string_view to_text(FailSide side) { return side == FailSide::user ? "user" : "ours"; }

}  // namespace fenrun::wechat
