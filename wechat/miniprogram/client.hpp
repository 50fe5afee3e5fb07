// The mini-program server API as typed calls. Thread-safe; every call is a coroutine that runs on its
// caller's context.
//
// Any call may refuse with: kWechatNotReached, kWechatTooManyCalls, kWechatPaused (nothing was sent),
// kWechatOutcomeUnknown, kWechatReplyInvalid, kWechatBusy, kWechatMisconfigured, kWechatAccountRestricted,
// kWechatQuotaUsedUp, kWechatTooFrequent, kWechatTokenRejected, kWechatRequestRejected. Calls add more.
#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "wechat/http/client.hpp"
#include "wechat/miniprogram/errors.hpp"
#include "wechat/miniprogram/options.hpp"
#include "wechat/miniprogram/shipping.hpp"
#include "wechat/miniprogram/types.hpp"

namespace fenrun::wechat {

struct MiniProgramParts;

class MiniProgram {
 public:
  // Speaks through a client of its own, made from options.http (see HttpClient for what it throws). `clock`
  // outlives it.
  MiniProgram(MiniProgramOptions options, const Clock& clock);
  // Speaks through `transport`.
  MiniProgram(MiniProgramOptions options, std::shared_ptr<HttpTransport> transport, const Clock& clock);
  ~MiniProgram();
  MiniProgram(const MiniProgram&) = delete;
  MiniProgram& operator=(const MiniProgram&) = delete;

  // Exchanges a wx.login code, once: after any failure but those where nothing was sent the code may
  // be used up, so the mini program asks for a new one. Refuses with kWechatCodeInvalid, kWechatLoginBlocked,
  // kWechatTooFrequent.
  Awaitable<Result<WechatSession>> code_to_session(std::string code);

  // The phone number behind a phone button's code, once, as above. Refuses with kWechatCodeInvalid; a
  // watermark of another app is kWechatReplyInvalid.
  Awaitable<Result<PhoneNumber>> phone_number(std::string code);

  // The picture of a mini-program code. Refuses with kInvalidRequest (before sending) and
  // kWechatPageNotPublished.
  Awaitable<Result<CodeImage>> unlimited_code(UnlimitedCodeRequest request);

  // A link that opens the mini program, dead after request.expire_days. Refuses with kInvalidRequest (before
  // sending) and kWechatPageNotPublished.
  Awaitable<Result<std::string>> generate_urllink(UrlLinkRequest request);

  // Each tap of the user allows one message. Refuses with kWechatSubscriptionMissing, kWechatMessageInvalid,
  // kWechatOpenidInvalid, kWechatPageNotPublished. Best effort: never repeated.
  Awaitable<Done> send_subscribe_message(SubscribeMessage message);

  // Whether `session_key` is still the user's. Refuses with kWechatSessionStale, kWechatOpenidInvalid.
  Awaitable<Done> check_session(SecretText openid, SecretText session_key);
  // Replaces the session key; the old one dies. Refuses as check_session.
  Awaitable<Result<WechatSession>> reset_session(SecretText openid, SecretText session_key);

  // Judges text that users can write (<= 2500 characters); the user must have been here in the last two
  // hours.
  Awaitable<Result<ContentVerdict>> check_text(SecretText openid, ContentScene scene, std::string text);

  // Tells of the shipment of a paid order, once; the same again is kWechatAlreadyShipped. Refuses with
  // kInvalidRequest (before sending), kWechatShippedOrderUnknown, kWechatReshippedAlready,
  // kWechatNotShippable.
  Awaitable<Done> upload_shipping(ShippingUpload upload);
  // What WeChat thinks of it. Refuses with kWechatShippedOrderUnknown.
  Awaitable<Result<ShippedState>> shipped_order(std::string transaction_id);

  [[nodiscard]] const std::string& appid() const;

 private:
  std::shared_ptr<MiniProgramParts> parts_;
};

}  // namespace fenrun::wechat
