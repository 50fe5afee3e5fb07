#include "wechat/pay/callback/notice.hpp"

#include <array>

namespace fenrun::wechat {
namespace {

constexpr std::size_t kNoticeIdBytesMax = 128;

Error malformed_notice(std::string why) { return Error(kPayNoticeMalformed).internal_note(std::move(why)); }

struct NoticeContent {
  std::string dedupe_key;
  decltype(PayNotice::content) content;
};

NoticeContent payment_notice(Fields& fields) {
  Payment payment = read_payment(fields);
  if (payment.state != TradeState::success) fields.fail("trade_state");
  std::string key = "payment:" + payment.out_trade_no + ":SUCCESS";
  return {std::move(key), std::move(payment)};
}

NoticeContent refund_notice(Fields& fields) {
  Refund refund = read_notified_refund(fields);
  std::string key =
      "refund:" + refund.out_refund_no + ":" + std::string(word_of(refund_state_words(), refund.state));
  return {std::move(key), std::move(refund)};
}

NoticeContent transfer_notice(Fields& fields) {
  Transfer transfer = read_notified_transfer(fields);
  if (!is_terminal(transfer.state)) fields.fail("state");
  std::string key =
      "transfer:" + transfer.out_bill_no + ":" + std::string(word_of(transfer_state_words(), transfer.state));
  return {std::move(key), std::move(transfer)};
}

NoticeContent authorization_notice(Fields& fields) {
  Authorization authorization = read_authorization(fields);
  std::string key = "authorization:" + authorization.out_authorization_no + ":" +
                    std::string(word_of(authorization_state_words(), authorization.state));
  return {std::move(key), std::move(authorization)};
}

NoticeContent echo_notice(Fields& fields) {
  EchoNotice echo{fields.text("echo_message")};
  std::string key = "echo:" + echo.message;
  return {std::move(key), std::move(echo)};
}

struct NoticeKind {
  std::string_view original_type;
  std::string_view event_type;
  NoticeContent (*read)(Fields&);
};

// By both words: older accounts get "TRANSACTION.SUCCESS" for shared profits too.
constexpr std::array kNoticeKinds{
    NoticeKind{"transaction", "TRANSACTION.SUCCESS", payment_notice},
    NoticeKind{"refund", "REFUND.SUCCESS", refund_notice},
    NoticeKind{"refund", "REFUND.ABNORMAL", refund_notice},
    NoticeKind{"refund", "REFUND.CLOSED", refund_notice},
    NoticeKind{"mch_payment", "MCHTRANSFER.BILL.FINISHED", transfer_notice},
    NoticeKind{"mch_payment", "MCHTRANSFER.AUTHORIZATION.CONFIRMED", authorization_notice},
    NoticeKind{"mch_payment", "MCHTRANSFER.AUTHORIZATION.CLOSED", authorization_notice},
    NoticeKind{"security", "SECURITY_ECHO.SUCCESS", echo_notice},
};

const NoticeKind* find_notice_kind(const NoticeEnvelope& envelope) {
  for (const auto& kind : kNoticeKinds) {
    if (kind.original_type == envelope.original_type && kind.event_type == envelope.event_type) return &kind;
  }
  return nullptr;
}

}  // namespace

Result<NoticeEnvelope> read_envelope(std::string_view body) {
  const auto json = parse_json(body);
  if (!json) return malformed_notice("not JSON");
  std::string problem;
  Fields fields(*json, problem);
  NoticeEnvelope envelope{fields.text("id"), fields.time("create_time"), fields.text("event_type"), {}, {}};
  if (fields.text("resource_type") != "encrypt-resource") fields.fail("resource_type");
  Fields resource = fields.object("resource");
  envelope.original_type = resource.text("original_type");
  if (envelope.id.size() > kNoticeIdBytesMax) fields.fail("id");
  if (!problem.empty()) return malformed_notice(problem);
  envelope.resource = json->at("resource");
  return envelope;
}

Result<PayNotice> read_notice(const NoticeEnvelope& envelope, std::string_view plain) {
  const NoticeKind* const kind = find_notice_kind(envelope);
  if (kind == nullptr) return malformed_notice("an event that we do not know");
  const auto json = parse_json(plain);
  if (!json || !json->is_object()) return malformed_notice("the resource is no JSON object");
  std::string problem;
  Fields fields(*json, problem);
  NoticeContent read = kind->read(fields);
  if (!problem.empty()) return malformed_notice("resource: " + problem);
  return PayNotice{envelope.id, envelope.create_time, envelope.event_type, std::move(read.dedupe_key),
                   std::move(read.content)};
}

}  // namespace fenrun::wechat
