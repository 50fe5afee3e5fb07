// What WeChat Pay tells us by itself, after it was verified, opened and read.
#pragma once

#include <string>
#include <variant>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "wechat/pay/authorization/authorizations.hpp"
#include "wechat/pay/order/payment.hpp"
#include "wechat/pay/refund/refund.hpp"
#include "wechat/pay/sharing/sharing.hpp"
#include "wechat/pay/transfer/transfer.hpp"
#include "wechat/pay/wire/resource.hpp"

namespace fenrun::wechat {

struct EchoNotice {
  std::string message;
};

struct PayNotice {
  std::string id;  // may differ between repetitions of one event
  Instant create_time;
  std::string event_type;
  // The same for each repetition: kind, our number, state.
  std::string dedupe_key;
  // A transfer that failed or was cancelled is a reason to ask, not a proof: only a query gives money back.
  std::variant<Payment, Refund, Transfer, Authorization, ShareMovement, EchoNotice> content;
};

// Not JSON, a field missing or of another type, an event that we do not know.
inline constexpr ErrorCode kPayNoticeMalformed{ErrorKind::invalid, "wechat_pay_notice.malformed",
                                               "通知格式有误", "The notice is malformed"};

// The envelope around a sealed resource.
struct NoticeEnvelope {
  std::string id;
  Instant create_time;
  std::string event_type;
  std::string original_type;
  SealedResource resource;
};
// Both refuse with kPayNoticeMalformed.
Result<NoticeEnvelope> read_envelope(std::string_view body);
Result<PayNotice> read_notice(const NoticeEnvelope& envelope, std::string_view plain);

}  // namespace fenrun::wechat
