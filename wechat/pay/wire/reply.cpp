#include "wechat/pay/wire/reply.hpp"

#include <charconv>

#include "wechat/http/too_many_calls.hpp"
#include "wechat/pay/outcome/errors.hpp"

namespace fenrun::wechat {
namespace {

constexpr std::size_t kNoteBytesMax = 200;

std::optional<std::chrono::seconds> retry_after_of(const HttpReply& reply) {
  const auto* const header = sole_header(reply.headers, "retry-after");
  if (header == nullptr) return std::nullopt;
  std::int64_t seconds = 0;
  const char* const end = header->data() + header->size();
  const auto [stopped, error] = std::from_chars(header->data(), end, seconds);
  if (error != std::errc() || stopped != end || seconds < 0 || seconds > 3600) return std::nullopt;
  return std::chrono::seconds(seconds);
}

std::string note_of(const HttpReply& reply, std::string_view more) {
  std::string note =
      "HTTP " + std::to_string(reply.status) + " " + std::string(more.substr(0, kNoteBytesMax));
  const std::string id = request_id_of(reply);
  if (!id.empty()) note += " request " + id.substr(0, kNoteBytesMax);
  return note;
}

PayUnknown pay_doubt(PayDoubt doubt, const HttpReply& reply, std::string_view more) {
  return {doubt, note_of(reply, more), retry_after_of(reply)};
}

// The member that WeChat complains about, for the log. Its message is for people and is not read.
std::string complained_field(const Json& error) {
  const auto* const detail = object_member(error, "detail");
  const auto* const field = detail != nullptr ? text_member(*detail, "field") : nullptr;
  return field != nullptr ? " field " + field->substr(0, kNoteBytesMax) : std::string();
}

PayOutcome<PayReply> read_success(const HttpReply& reply) {
  if (reply.body.empty() && reply.status == 204) return PayReply{Json::object()};
  auto json = parse_json(reply.body);
  if (!json || !json->is_object())
    return pay_doubt(PayDoubt::unreadable, reply, "the body is no JSON object");
  return PayReply{std::move(*json)};
}

bool has_any_signature_header(const HttpReply& reply) {
  for (const char* name :
       {"wechatpay-signature", "wechatpay-serial", "wechatpay-timestamp", "wechatpay-nonce"}) {
    if (count_headers(reply.headers, name) > 0) return true;
  }
  return false;
}

}  // namespace

std::string request_id_of(const HttpReply& reply) {
  const auto* const id = sole_header(reply.headers, "request-id");
  return id != nullptr ? *id : std::string();
}

PayOutcome<PayReply> judge_reply(const HttpReply& reply, const KeySet& keys, Instant now) {
  const bool is_success = reply.status >= 200 && reply.status < 300;
  const bool is_signed = has_any_signature_header(reply);
  if (!is_success && !is_signed) return judge_refusal(reply, PayEvidence::hint);
  const PayVerdict verdict = verify_message(keys, reply.headers, reply.body, now);
  if (verdict != PayVerdict::authentic) return pay_doubt(PayDoubt::not_verified, reply, to_text(verdict));
  return is_success ? read_success(reply) : judge_refusal(reply, PayEvidence::verified);
}

PayOutcome<PayReply> judge_refusal(const HttpReply& reply, PayEvidence evidence) {
  if (reply.status >= 500) return pay_doubt(PayDoubt::server_error, reply, "");
  if (reply.status < 400) return pay_doubt(PayDoubt::unexpected_reply, reply, "");
  const auto json = parse_json(reply.body);
  const auto* const code = json ? text_member(*json, "code") : nullptr;
  if (code == nullptr) return pay_doubt(PayDoubt::unexpected_reply, reply, "no code");
  const PayErrorRow* const row = find_pay_error(*code);
  if (row == nullptr || row->http_status == 0) return pay_doubt(PayDoubt::unexpected_reply, reply, *code);
  if (row->effect == PayEffect::unknown) return pay_doubt(PayDoubt::server_error, reply, *code);
  return PayRefusal{*code, reply.status, row, evidence, note_of(reply, *code + complained_field(*json))};
}

PayUnknown doubt_of(const Error& error) {
  if (error == kWechatTooManyCalls) return {PayDoubt::not_reached, "too many calls are under way"};
  const auto doubt = error == kWechatNotReached ? PayDoubt::not_reached : PayDoubt::no_answer;
  return {doubt, error.internal_note()};
}

bool lacks_key(const HttpReply& reply, const KeySet& keys, Instant now) {
  return verify_message(keys, reply.headers, reply.body, now) == PayVerdict::unknown_key;
}

}  // namespace fenrun::wechat
