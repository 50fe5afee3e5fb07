// WeChat Pay's calls to us: verified over the raw bytes, then opened, then read, then compared with who we
// are. The caller brings headers and body, keeps the notice durably and answers 200 or 204 only then; WeChat
// repeats what it sees fail.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "base/metrics.hpp"
#include "wechat/pay/callback/notice.hpp"
#include "wechat/pay/wire/caller.hpp"
#include "wechat/pay/wire/message_verifier.hpp"

namespace fenrun::wechat {

// How a call to us was judged; every case but the first is refused, and each is counted apart.
enum class NoticeVerdict {
  accepted,
  too_large,
  headers_missing,
  headers_duplicate,
  wrong_algorithm,  // of the signature or of the resource
  probe,            // WeChat tries whether we check: refused like a forgery, and no reason for alarm
  outside_window,
  unknown_key,
  not_base64,
  wrong_signature,
  not_opened,  // the resource's seal does not fit our APIv3 keys
  not_ours,    // another merchant number or app
  malformed,
};
inline constexpr std::size_t kNoticeVerdicts = 13;
std::string_view to_text(NoticeVerdict verdict);

// The signature, the seal or the merchant is not the one we share with WeChat.
inline constexpr ErrorCode kPayNoticeNotAuthentic{ErrorKind::unauthenticated,
                                                  "wechat_pay_notice.not_authentic", "通知校验失败",
                                                  "The notice is not authentic"};
// Signed by a key that we do not have: neither accepted nor lost, for WeChat calls again.
inline constexpr ErrorCode kPayNoticeKeyUnknown{
    ErrorKind::unavailable, "wechat_pay_notice.key_unknown", "通知签名的公钥未知，请稍后重发",
    "The notice is signed by an unknown key; please send it again"};

class PayReceiver {
 public:
  static constexpr std::size_t kBodyBytesMax = 64U << 10U;

  explicit PayReceiver(std::shared_ptr<PayCaller> caller);

  // Refuses with the three codes above and of notice.hpp.
  [[nodiscard]] Result<PayNotice> judge(const HttpHeaders& headers, std::string_view body) const;
  // The same; an unknown serial makes the keys be fetched once, as often as PlatformKeys allows.
  Awaitable<Result<PayNotice>> receive(HttpHeaders headers, std::string body);

 private:
  struct Judged {
    NoticeVerdict verdict = NoticeVerdict::malformed;
    Result<PayNotice> notice = kPayNoticeMalformed;
  };
  [[nodiscard]] Judged examine(const HttpHeaders& headers, std::string_view body) const;
  [[nodiscard]] bool is_ours(const PayNotice& notice) const;
  void note(const Judged& judged) const;

  std::shared_ptr<PayCaller> caller_;
  std::array<metrics::Counter, kNoticeVerdicts> counters_;
};

}  // namespace fenrun::wechat
