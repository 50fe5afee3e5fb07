#include "wechat/pay/callback/receiver.hpp"

#include "base/log.hpp"

namespace fenrun::wechat {
namespace {

NoticeVerdict verdict_of(PayVerdict verdict) {
  switch (verdict) {
    case PayVerdict::authentic:
      return NoticeVerdict::accepted;
    case PayVerdict::headers_missing:
      return NoticeVerdict::headers_missing;
    case PayVerdict::headers_duplicate:
      return NoticeVerdict::headers_duplicate;
    case PayVerdict::wrong_algorithm:
      return NoticeVerdict::wrong_algorithm;
    case PayVerdict::probe:
      return NoticeVerdict::probe;
    case PayVerdict::outside_window:
      return NoticeVerdict::outside_window;
    case PayVerdict::unknown_key:
      return NoticeVerdict::unknown_key;
    case PayVerdict::not_base64:
      return NoticeVerdict::not_base64;
    case PayVerdict::wrong_signature:
      return NoticeVerdict::wrong_signature;
  }
  FENRUN_UNREACHABLE("a verdict");
}

Error not_authentic(NoticeVerdict verdict) {
  return Error(verdict == NoticeVerdict::unknown_key ? kPayNoticeKeyUnknown : kPayNoticeNotAuthentic)
      .internal_note(std::string(to_text(verdict)));
}

// Whether the content names the merchant and app that we are.
class OwnerCheck {
 public:
  explicit OwnerCheck(const PayMerchant& merchant) : merchant_(merchant) {}
  bool operator()(const Payment& payment) const {
    return payment.mchid == merchant_.mchid && payment.appid == merchant_.appid;
  }
  bool operator()(const Refund& refund) const { return refund.mchid == merchant_.mchid; }
  bool operator()(const Transfer& transfer) const { return transfer.mchid == merchant_.mchid; }
  bool operator()(const Authorization& authorization) const { return authorization.appid == merchant_.appid; }
  // Told to the receiver alone: another merchant has shared with us.
  bool operator()(const ShareMovement& movement) const {
    return movement.type == ReceiverType::merchant && movement.account.reveal() == merchant_.mchid;
  }
  bool operator()(const EchoNotice&) const { return true; }

 private:
  const PayMerchant& merchant_;
};

}  // namespace

std::string_view to_text(NoticeVerdict verdict) {
  static constexpr std::array<std::string_view, kNoticeVerdicts> kNames{
      "accepted",   "too_large",      "headers_missing", "headers_duplicate", "wrong_algorithm",
      "probe",      "outside_window", "unknown_key",     "not_base64",        "wrong_signature",
      "not_opened", "not_ours",       "malformed"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

PayReceiver::PayReceiver(std::shared_ptr<PayCaller> caller) : caller_(std::move(caller)) {
  for (std::size_t verdict = 0; verdict < kNoticeVerdicts; ++verdict) {
    const std::string word(to_text(static_cast<NoticeVerdict>(verdict)));
    counters_[verdict] =
        metrics::counter("fenrun_wechat_pay_notices_total",
                         "Calls of WeChat Pay to us by how they were judged", {{"verdict", word}});
  }
}

PayReceiver::Judged PayReceiver::examine(const HttpHeaders& headers, std::string_view body) const {
  const auto refused = [](NoticeVerdict verdict) { return Judged{verdict, not_authentic(verdict)}; };
  if (body.size() > kBodyBytesMax) return refused(NoticeVerdict::too_large);
  const auto keys = caller_->keys().current();
  const auto verdict = verdict_of(verify_message(*keys, headers, body, caller_->clock().now()));
  if (verdict != NoticeVerdict::accepted) return refused(verdict);
  const auto envelope = read_envelope(body);
  if (!envelope) return {NoticeVerdict::malformed, envelope.error()};
  const SealedResource& resource = envelope->resource;
  if (resource.algorithm != kPayResourceAlgorithm) return refused(NoticeVerdict::wrong_algorithm);
  const auto plain = open_resource(caller_->merchant_keys()->apiv3_keys, resource);
  if (!plain) return refused(NoticeVerdict::not_opened);
  auto notice = read_notice(*envelope, *plain);
  if (!notice) return {NoticeVerdict::malformed, notice.error()};
  if (!is_ours(*notice)) return refused(NoticeVerdict::not_ours);
  return {NoticeVerdict::accepted, std::move(notice)};
}

bool PayReceiver::is_ours(const PayNotice& notice) const {
  return std::visit(OwnerCheck(caller_->merchant()), notice.content);
}

void PayReceiver::note(const Judged& judged) const {
  counters_[static_cast<std::size_t>(judged.verdict)].add();
  if (judged.notice) return;
  const auto level = judged.verdict == NoticeVerdict::probe ? log::Level::debug : log::Level::warning;
  log::write(level, "wechat_pay.notice_refused",
             {{"verdict", to_text(judged.verdict)}, {"cause", judged.notice.error().internal_note()}});
}

Result<PayNotice> PayReceiver::judge(const HttpHeaders& headers, std::string_view body) const {
  Judged judged = examine(headers, body);
  note(judged);
  return std::move(judged.notice);
}

Awaitable<Result<PayNotice>> PayReceiver::receive(HttpHeaders headers, std::string body) {
  Judged judged = examine(headers, body);
  if (judged.verdict == NoticeVerdict::unknown_key) {
    const bool has_new_keys = co_await caller_->keys().look_for_new_keys();
    if (has_new_keys) judged = examine(headers, body);
  }
  note(judged);
  co_return std::move(judged.notice);
}

}  // namespace fenrun::wechat
