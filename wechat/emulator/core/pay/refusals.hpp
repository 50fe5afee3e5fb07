// The error codes of WeChat Pay APIv3 that the emulator gives: HTTP status, code, the text WeChat sends
// beside it, and the number at the end of Request-Id (0 where none is known).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator {

struct PayErrorCode {
  int status;
  std::string_view code;
  std::string_view message;
  std::int64_t numeric = 0;
};

// Nothing lives at this path; the reply is a bare 404.
inline constexpr PayErrorCode kPayNothingHere{0, "", ""};
inline constexpr PayErrorCode kPaySignError{401, "SIGN_ERROR", "签名错误,请检查后再试", 268443699};
inline constexpr PayErrorCode kPaySignInformation{401, "SIGN_ERROR", "Http头Authorization签名信息错误",
                                                  270924360};
inline constexpr PayErrorCode kPayUserAgentMissing{400, "PARAM_ERROR", "Http头缺少Accept或User-Agent",
                                                   268435461};
inline constexpr PayErrorCode kPayLanguage{406, "PARAM_ERROR", "不支持的Accept-Language", 268435461};
inline constexpr PayErrorCode kPayParameter{400, "PARAM_ERROR", "参数错误", 268435461};
inline constexpr PayErrorCode kPayOutOfRange{400, "PARAM_ERROR", "参数值超出范围", 268435464};
inline constexpr PayErrorCode kPayExtraParameter{400, "PARAM_ERROR", "请求中含有未在API文档中定义的参数",
                                                 270924358};
inline constexpr PayErrorCode kPayInvalidRequest{400, "INVALID_REQUEST", "无效请求", 268435461};
inline constexpr PayErrorCode kPayIpNotAllowed{400, "INVALID_REQUEST", "此IP地址不允许调用接口"};
inline constexpr PayErrorCode kPayNoAuth{403, "NO_AUTH", "商户无权限"};
inline constexpr PayErrorCode kPayNotEnough{403, "NOT_ENOUGH", "账户余额不足"};
inline constexpr PayErrorCode kPayTooFrequent{429, "FREQUENCY_LIMITED", "频率超限", 268447840};
inline constexpr PayErrorCode kPaySystemError{500, "SYSTEM_ERROR", "系统错误"};
inline constexpr PayErrorCode kPayResourceMissing{404, "RESOURCE_NOT_EXISTS", "资源不存在"};
// Payments.
inline constexpr PayErrorCode kPayAppidMismatch{400, "APPID_MCHID_NOT_MATCH", "商户号和appid未绑定",
                                                268445527};
inline constexpr PayErrorCode kPayOrderMissing{404, "ORDER_NOT_EXIST", "订单不存在", 268512771};
inline constexpr PayErrorCode kPayOrderPaid{400, "ORDER_PAID", "该订单已支付", 268449538};
inline constexpr PayErrorCode kPayOrderClosed{400, "ORDER_CLOSED", "订单已关闭", 268447914};
inline constexpr PayErrorCode kPayReentryDiffers{400, "INVALID_REQUEST", "请求重入时,参数与首次请求时不一致",
                                                 268498688};

// An answer that says no. Errors are never signed.
struct PayRefusal {
  int status = 0;
  std::string code;
  std::string message;
  std::int64_t numeric = 0;
  Json detail;  // null: absent

  PayRefusal() : PayRefusal(kPayNothingHere) {}
  PayRefusal(const PayErrorCode& error)  // NOLINT(google-explicit-constructor)
      : status(error.status), code(error.code), message(error.message), numeric(error.numeric) {}
  PayRefusal(const PayErrorCode& error, std::string text)
      : status(error.status), code(error.code), message(std::move(text)), numeric(error.numeric) {}
};

// `kPayParameter` with a detail that names the header.
inline PayRefusal wrong_header(std::string_view name, std::string_view issue) {
  PayRefusal refusal(kPayParameter, "Http头" + std::string(name) + "错误");
  refusal.detail = {{"field", name}, {"issue", issue}, {"location", "header"}};
  return refusal;
}

}  // namespace fenrun::emulator
