// The error codes of WeChat's server API that the emulator gives, with the text WeChat sends beside them.
#pragma once

#include <string>
#include <string_view>

namespace fenrun::emulator {

struct Errcode {
  int number;
  std::string_view text;
};

inline constexpr Errcode kSystemBusy{-1, "system error"};
inline constexpr Errcode kInvalidCredential{40001,
                                            "invalid credential, access_token is invalid or not latest"};
inline constexpr Errcode kInvalidGrantType{40002, "invalid grant_type"};
inline constexpr Errcode kInvalidOpenid{40003, "invalid openid"};
inline constexpr Errcode kInvalidAppid{40013, "invalid appid"};
inline constexpr Errcode kInvalidCode{40029, "invalid code"};
inline constexpr Errcode kInvalidTemplateId{40037, "invalid template_id"};
inline constexpr Errcode kInvalidUrl{40066, "invalid url"};
inline constexpr Errcode kInvalidArgument{40097, "invalid args"};
inline constexpr Errcode kInvalidAppsecret{40125, "invalid appsecret"};
inline constexpr Errcode kInvalidScene{40129, "invalid scene"};
inline constexpr Errcode kInvalidPathLength{40159, "invalid length for path, or the data is not json string"};
inline constexpr Errcode kCodeUsed{40163, "code been used"};
inline constexpr Errcode kIpNotAllowed{40164, "invalid ip"};
inline constexpr Errcode kInvalidPagePath{40165, "invalid weapp pagepath"};
inline constexpr Errcode kInvalidSceneLength{40169,
                                             "invalid length for scene, or the data is not json string"};
inline constexpr Errcode kInvalidWidth{40189, "invalid width"};
inline constexpr Errcode kInvalidLinkQuery{40212, "invalid query"};
inline constexpr Errcode kUserBlocked{40226, "code blocked"};
inline constexpr Errcode kSecretFrozen{40243, "appsecret frozen"};
inline constexpr Errcode kAccessTokenMissing{41001, "access_token missing"};
inline constexpr Errcode kAppidMissing{41002, "appid missing"};
inline constexpr Errcode kAppsecretMissing{41004, "appsecret missing"};
inline constexpr Errcode kCodeMissing{41008, "missing code"};
inline constexpr Errcode kOpenidMissing{41009, "missing openid"};
inline constexpr Errcode kInvalidPage{41030, "invalid page"};
inline constexpr Errcode kAccessTokenExpired{42001, "access_token expired"};
inline constexpr Errcode kGetRequired{43001, "require GET method"};
inline constexpr Errcode kPostRequired{43002, "require POST method"};
inline constexpr Errcode kSubscriptionRefused{43101, "user refuse to accept the msg"};
inline constexpr Errcode kEmptyBody{44002, "empty post data"};
inline constexpr Errcode kQuotaUsedUp{45009, "reach max api daily quota limit"};
inline constexpr Errcode kTooFrequent{45011, "api minute-quota reach limit, must slower, retry next minute"};
inline constexpr Errcode kCodesUsedUp{45029, "qrcode count out of limit"};
inline constexpr Errcode kDataFormat{47001, "data format error"};
inline constexpr Errcode kArgumentInvalid{47003, "argument invalid!"};
inline constexpr Errcode kClearChancesUsedUp{48006, "forbid to clear quota because of reaching the limit"};
inline constexpr Errcode kUserNotRecent{61010, "code is expired"};
inline constexpr Errcode kCgiPathNotFound{76021, "cgi_path not found, please check"};
inline constexpr Errcode kNotPublished{85079, "miniprogram has no online release"};
inline constexpr Errcode kInvalidExpiry{85401, "invalid expire time"};
inline constexpr Errcode kInvalidSigMethod{87008, "invalid sig_method"};
inline constexpr Errcode kInvalidSignature{87009, "invalid signature"};
inline constexpr Errcode kRiskyContent{87014, "risky content"};
inline constexpr Errcode kShippedOrderMissing{10060001, "支付单不存在"};
inline constexpr Errcode kAlreadyShipped{10060002, "支付单已完成发货，无法继续发货"};
inline constexpr Errcode kReshippedAlready{10060003, "支付单已使用重新发货机会"};
inline constexpr Errcode kNotShippable{10060004, "支付单处于不可发货的状态"};

// An answer that says no. `message` is the errmsg without its rid.
struct Refusal {
  int errcode = 0;
  std::string message;

  Refusal() = default;
  Refusal(const Errcode& code)  // NOLINT(google-explicit-constructor)
      : errcode(code.number), message(code.text) {}
  Refusal(const Errcode& code, std::string text) : errcode(code.number), message(std::move(text)) {}
  Refusal(int number, std::string text) : errcode(number), message(std::move(text)) {}
};

}  // namespace fenrun::emulator
