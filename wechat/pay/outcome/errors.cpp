#include "wechat/pay/outcome/errors.hpp"

#include <algorithm>
#include <array>

namespace fenrun::wechat {
namespace {

using Do = PayAction;
using enum PayEffect;

constexpr std::string_view kBackOffZh = "稍后退避，用同一单号、同样参数重试";
constexpr std::string_view kBackOffEn = "Wait, then the same number and parameters again";
constexpr std::string_view kRateZh = "请求过于频繁，微信未处理";
constexpr std::string_view kRateEn = "Too many requests; this one was not carried out";
constexpr std::string_view kNoOrderZh = "微信没有这笔订单";
constexpr std::string_view kNoOrderEn = "WeChat has no such order";
constexpr std::string_view kNoOrderNextZh = "不等于支付失败：确认下单请求是否已送达，再用同一单号下单";
constexpr std::string_view kNoOrderNextEn =
    "This is no proof of failure: see whether the order ever reached WeChat, then the same number again";

// Sorted by code.
constexpr std::array kPayErrors{
    PayErrorRow{"ALREADY_EXISTS", 400, refused, Do::query, "单号已存在", "The number exists already",
                "用同一单号查询，以查询结果为准", "Query by the same number and adopt what it says"},
    PayErrorRow{"APPID_MCHID_NOT_MATCH", 400, refused, Do::fix_configuration, "AppID 未绑定该商户号",
                "The appid is not bound to the merchant number", "在商户平台绑定小程序 AppID 后重试",
                "Bind the mini program's appid in the merchant console"},
    PayErrorRow{"FREQUENCY_LIMIT", 429, refused, Do::back_off, kRateZh, kRateEn, kBackOffZh, kBackOffEn},
    PayErrorRow{"FREQUENCY_LIMITED", 429, refused, Do::back_off, "请求过于频繁；退款可能已受理",
                "Too many requests; a refund may be in acceptance", "先查询，再用同一单号重试",
                "Query first, then the same number again"},
    PayErrorRow{"FREQUENCY_LIMIT_EXCEED", 429, refused, Do::back_off, kRateZh, kRateEn, kBackOffZh,
                kBackOffEn},
    PayErrorRow{
        "INVALID_REQUEST", 400, refused, Do::query,
        "违反业务规则：单号参数不一致、已过重试期、金额超限、场景或 IP 未开通等",
        "A business rule: number used with other parameters, retry period over, amount, scene or IP not "
        "allowed",
        "先用同一单号查询；对照商户平台配置；不要自动更换单号",
        "Query by the same number, compare with the merchant console; never change the number by itself"},
    PayErrorRow{"MCH_NOT_EXISTS", 400, refused, Do::fix_configuration, "商户号不存在",
                "The merchant number does not exist", "检查配置中的商户号", "Check the merchant number"},
    PayErrorRow{"NOT_ENOUGH", 403, refused, Do::top_up, "商户账户余额不足", "The merchant's account is short",
                "暂停队列并给账户充值，之后用同一单号重试",
                "Pause the queue, top up, then the same number again"},
    PayErrorRow{"NOT_FOUND", 404, refused, Do::repeat, "微信没有这个单号", "WeChat has no such number",
                "不等于失败：等待至少 60 秒，用同一单号、同样参数重发",
                "This is no proof of failure: wait 60 seconds, then send the same number again"},
    PayErrorRow{kPayNotSent, 0, refused, Do::fix_request, "请求不符合微信规定，未发送",
                "The request breaks WeChat's published rules and was not sent", "按日志中的字段修正后重试",
                "Correct the field that the log names"},
    PayErrorRow{"NO_AUTH", 403, refused, Do::ask_wechat, "没有权限：产品未开通、被处罚或接口版本不符",
                "No permission: product not open, merchant penalised, or another generation of the product",
                "停止队列，在商户平台确认产品权限",
                "Stop the queue; see the product's state in the merchant console"},
    PayErrorRow{"NO_STATEMENT_EXIST", 400, refused, Do::nothing, "当天没有账单数据",
                "There is no data for that day", "与本地零笔核对", "Must agree with no local rows"},
    PayErrorRow{"ORDER_CLOSED", 400, refused, Do::query, "订单已关闭", "The order is closed",
                "查询确认后换新单号下单", "Query, then a new order"},
    PayErrorRow{"ORDER_NOT_EXIST", 404, refused, Do::query, kNoOrderZh, kNoOrderEn, kNoOrderNextZh,
                kNoOrderNextEn},
    PayErrorRow{"ORDER_NOT_EXISTS", 404, refused, Do::query, kNoOrderZh, kNoOrderEn, kNoOrderNextZh,
                kNoOrderNextEn},
    PayErrorRow{"ORDER_PAID", 400, refused, Do::query, "订单已支付", "The order is paid",
                "查询并按已支付处理", "Query, and treat it as paid"},
    PayErrorRow{"OUT_TRADE_NO_USED", 403, refused, Do::query, "商户订单号已使用",
                "The order number has been used", "查询该单号", "Query the number"},
    PayErrorRow{"PARAM_ERROR", 400, refused, Do::fix_request, "参数错误", "A parameter is wrong",
                "停止并检查请求与配置；认定失败之前先查询",
                "Stop and check the request and the configuration; query before calling it dead"},
    PayErrorRow{"RATELIMIT_EXCEEDED", 429, refused, Do::back_off, kRateZh, kRateEn, kBackOffZh, kBackOffEn},
    PayErrorRow{"RESOURCE_NOT_EXISTS", 404, refused, Do::query, "微信没有这个对象",
                "WeChat has no such object", "核对单号；退款查询时表示尚未受理",
                "Compare the numbers; for a refund it means that none was accepted"},
    PayErrorRow{"RULE_LIMIT", 403, refused, Do::ask_wechat, "业务规则限制", "A business rule forbids it",
                "核对商户平台的额度与规则", "Compare with the limits in the merchant console"},
    PayErrorRow{"SIGN_ERROR", 401, refused, Do::fix_configuration, "签名错误", "WeChat rejects our signature",
                "停止队列；检查私钥、证书序列号与服务器时钟",
                "Stop the queue; check the key, the certificate's serial and the clock"},
    PayErrorRow{"STATEMENT_CREATING", 400, refused, Do::wait_for_file, "账单生成中", "The bill is being made",
                "一小时后再取", "Fetch it an hour later"},
    PayErrorRow{"SYSTEM_ERROR", 500, unknown, Do::repeat, "微信系统错误，结果未知",
                "WeChat failed; the outcome is unknown", "用同一单号、同样参数重试，不可更换单号",
                "The same number and parameters again; never another number"},
    PayErrorRow{"TRADE_ERROR", 403, refused, Do::query, "交易错误", "The trade is in another state",
                "查询订单状态", "Query the order"},
    PayErrorRow{"USER_ACCOUNT_ABNORMAL", 403, refused, Do::settle_otherwise, "用户账户异常或已注销",
                "The user's account is abnormal or closed", "改用其他方式处理", "Settle by other means"},
    PayErrorRow{"USER_ERROR", 403, refused, Do::ask_wechat, "商户存在异常，暂时无法转账",
                "The merchant is restricted from transfers", "停止队列并联系微信支付",
                "Stop the queue; ask WeChat Pay"},
};

constexpr bool is_sorted_by_code() {
  for (std::size_t i = 1; i < kPayErrors.size(); ++i) {
    if (kPayErrors[i - 1].code >= kPayErrors[i].code) return false;
  }
  return true;
}
static_assert(is_sorted_by_code());

}  // namespace

std::string_view to_text(PayAction action) {
  switch (action) {
    case PayAction::fix_request:
      return "fix_request";
    case PayAction::fix_configuration:
      return "fix_configuration";
    case PayAction::ask_wechat:
      return "ask_wechat";
    case PayAction::query:
      return "query";
    case PayAction::top_up:
      return "top_up";
    case PayAction::back_off:
      return "back_off";
    case PayAction::repeat:
      return "repeat";
    case PayAction::settle_otherwise:
      return "settle_otherwise";
    case PayAction::wait_for_file:
      return "wait_for_file";
    case PayAction::nothing:
      return "nothing";
  }
  return "";
}

std::string_view to_text(PayDoubt doubt) {
  switch (doubt) {
    case PayDoubt::not_reached:
      return "not_reached";
    case PayDoubt::not_in_time:
      return "not_in_time";
    case PayDoubt::no_answer:
      return "no_answer";
    case PayDoubt::server_error:
      return "server_error";
    case PayDoubt::unexpected_reply:
      return "unexpected_reply";
    case PayDoubt::not_verified:
      return "not_verified";
    case PayDoubt::unreadable:
      return "unreadable";
    case PayDoubt::other_object:
      return "other_object";
  }
  return "";
}

std::span<const PayErrorRow> pay_error_table() { return kPayErrors; }

const PayErrorRow* find_pay_error(std::string_view code) {
  const auto* const place =
      std::lower_bound(kPayErrors.begin(), kPayErrors.end(), code,
                       [](const PayErrorRow& row, auto wanted) { return row.code < wanted; });
  return place != kPayErrors.end() && place->code == code ? place : nullptr;
}

PayRefusal not_sent(std::string_view note) {
  return {std::string(kPayNotSent), 0, find_pay_error(kPayNotSent), PayEvidence::local, std::string(note)};
}

Error to_error(const PayRefusal& refusal) {
  return Error(kPayRefused).internal_note(refusal.code + " " + refusal.note);
}

Error to_error(const PayUnknown& unknown) {
  Error error(kPayOutcomeUnknown);
  error.internal_note(std::string(to_text(unknown.doubt)) + " " + unknown.note);
  if (unknown.retry_after) error.retry_after(*unknown.retry_after);
  return error;
}

}  // namespace fenrun::wechat
