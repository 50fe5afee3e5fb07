#include "wechat/pay/wire/caller.hpp"

#include "base/crypto/encoding.hpp"
#include "base/log.hpp"
#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/wire/reply.hpp"

namespace fenrun::wechat {

PayCaller::PayCaller(std::shared_ptr<PayExchange> exchange, std::shared_ptr<PlatformKeys> keys)
    : exchange_(std::move(exchange)), keys_(std::move(keys)) {
  for (std::size_t api = 0; api < kPayApis; ++api) {
    const std::string call(to_text(static_cast<PayApi>(api)));
    const auto counter = [&call](const char* outcome) {
      return metrics::counter("fenrun_wechat_pay_calls_total", "Calls of WeChat Pay by outcome",
                              {{"call", call}, {"outcome", outcome}});
    };
    meters_[api] = {counter("done"), counter("refused"), counter("unknown"),
                    metrics::histogram("fenrun_wechat_pay_call_seconds", "Duration of calls of WeChat Pay",
                                       {{"call", call}})};
  }
}

Awaitable<PayOutcome<PayReply>> PayCaller::call(PayCall call) {
  const PayApi api = call.api;
  const auto started = clock().steady();
  if (is_too_late(call)) {
    PayOutcome<PayReply> late = PayUnknown{PayDoubt::not_in_time, "dropped before signing"};
    note(api, late, started);
    co_return late;
  }
  std::string serial = serial_for(call);
  const Result<HttpReply> reply = co_await exchange_->send(std::move(call), std::move(serial));
  if (!reply) {
    PayOutcome<PayReply> doubt = doubt_of(reply.error());
    note(api, doubt, started);
    co_return doubt;
  }
  if (lacks_key(*reply, *keys_->current(), clock().now())) co_await keys_->look_for_new_keys();
  PayOutcome<PayReply> outcome = judge_reply(*reply, *keys_->current(), clock().now());
  note(api, outcome, started);
  co_return outcome;
}

Awaitable<PayOutcome<std::string>> PayCaller::download(PayCall call) {
  const PayApi api = call.api;
  const auto started = clock().steady();
  std::string serial = serial_for(call);
  Result<HttpReply> reply = co_await exchange_->send(std::move(call), std::move(serial));
  PayOutcome<std::string> outcome = PayUnknown{PayDoubt::no_answer};
  if (!reply) {
    outcome = doubt_of(reply.error());
  } else if (reply->status == 200) {
    outcome = std::move(reply->body);
  } else {
    outcome = judge_refusal(*reply, PayEvidence::hint).not_done_as<std::string>();
  }
  note(api, outcome, started);
  co_return outcome;
}

bool PayCaller::is_too_late(const PayCall& call) const {
  return call.send_before && clock().steady() > *call.send_before;
}

// Sent on every request: it also chooses the key that signs the reply.
std::string PayCaller::serial_for(const PayCall& call) const {
  if (!call.sealing_serial.empty()) return call.sealing_serial;
  const auto keys = keys_->current();
  const auto* const key = keys->sealing_key(clock().now());
  return key != nullptr ? key->serial : std::string();
}

std::optional<PayCaller::SealedField> PayCaller::seal(const SecretText& plain) const {
  const auto keys = keys_->current();
  const auto* const key = keys->sealing_key(clock().now());
  const auto sealed = key != nullptr ? key->key.seal(plain.reveal()) : std::nullopt;
  if (!sealed) return std::nullopt;
  return SealedField{crypto::to_base64(crypto::as_bytes(*sealed)), key->serial};
}

std::optional<SecretText> PayCaller::open(const std::string& base64) const {
  const auto sealed = crypto::from_base64(base64);
  if (!sealed) return std::nullopt;
  const auto keys = merchant_keys();
  auto plain = keys->key.open(*sealed);
  if (!plain && keys->former_key) plain = keys->former_key->open(*sealed);
  if (!plain) return std::nullopt;
  return SecretText(std::move(*plain));
}

template <class T>
void PayCaller::note(PayApi api, const PayOutcome<T>& outcome, Time started) {
  const auto& meters = meters_[static_cast<std::size_t>(api)];
  meters.seconds.observe(std::chrono::duration<double>(clock().steady() - started).count());
  if (outcome.is_done()) {
    meters.done.add();
    return;
  }
  (outcome.refusal() != nullptr ? meters.refused : meters.unknown).add();
  log(api, outcome.refusal(), outcome.unknown());
}

void PayCaller::log(PayApi api, const PayRefusal* refusal, const PayUnknown* unknown) const {
  if (refusal != nullptr) {
    log::warning("wechat_pay.refused", {{"call", to_text(api)},
                                        {"code", refusal->code},
                                        {"cause", refusal->note},
                                        {"action", to_text(refusal->row->action)}});
  } else {
    log::warning("wechat_pay.unknown",
                 {{"call", to_text(api)}, {"doubt", to_text(unknown->doubt)}, {"cause", unknown->note}});
  }
}

}  // namespace fenrun::wechat
