#include "wechat/pay/callback/notice.hpp"

#include <array>

namespace fenrun::wechat {
namespace {

constexpr std::size_t kNoticeTextBytesMax = 128;  // an id has some 40

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

NoticeContent share_notice(Fields& fields) {
  ShareMovement movement = read_share_movement(fields);
  std::string key = "share:" + movement.order_id + ":SUCCESS";
  return {std::move(key), std::move(movement)};
}

NoticeContent share_return_notice(Fields& fields) {
  ShareMovement movement = read_share_movement(fields);
  movement.is_return = true;
  std::string key = "share:" + movement.order_id + ":RETURN";
  return {std::move(key), std::move(movement)};
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
    NoticeKind{"profitsharing", "PROFITSHARING.SUCCESS", share_notice},
    NoticeKind{"profitsharing", "PROFITSHARING.RETURN", share_return_notice},
    NoticeKind{"profitsharing", "TRANSACTION.SUCCESS", share_notice},
    NoticeKind{"security", "SECURITY_ECHO.SUCCESS", echo_notice},
};

const NoticeKind* find_notice_kind(const NoticeEnvelope& envelope) {
  for (const auto& kind : kNoticeKinds) {
    if (kind.original_type == envelope.original_type && kind.event_type == envelope.event_type) return &kind;
  }
  return nullptr;
}

// The envelope without a document: most of it is one long ciphertext. Members that nobody asks for are
// skipped, whatever is in them.
class EnvelopeReader final : public JsonVisitor {
 public:
  Result<NoticeEnvelope> take() {
    const auto problem = find_problem();
    if (!problem.empty()) return malformed_notice("member " + std::string(problem));
    envelope_.create_time = *parse_rfc3339(create_time_);
    return std::move(envelope_);
  }

  void key(std::string_view name) override {
    slot_ = nullptr;
    is_resource_next_ = depth_ == 1 && name == "resource";
    if (depth_ == 1) slot_ = find_slot(own_slots_, name);
    if (depth_ == 2 && is_in_resource_) slot_ = find_slot(resource_slots_, name);
  }
  void begin_object() override {
    ++depth_;
    if (depth_ == 2) is_in_resource_ = is_resource_next_;
    has_resource_ |= is_in_resource_;
    skip_value();
  }
  void end_object() override { leave(); }
  void begin_array() override {
    ++depth_;
    skip_value();
  }
  void end_array() override { leave(); }
  void text(std::string_view value) override {
    if (slot_ != nullptr) slot_->assign(value);
    slot_ = nullptr;
    is_resource_next_ = false;
  }
  void integer(std::int64_t) override { skip_value(); }
  void large_integer(std::uint64_t) override { skip_value(); }
  void number(double) override { skip_value(); }
  void boolean(bool) override { skip_value(); }
  void null() override {
    // The one member that may be absent, and null is absent.
    if (slot_ == &envelope_.resource.associated_data) slot_ = nullptr;
    skip_value();
  }

 private:
  struct Slot {
    std::string_view name;
    std::string* place;
  };
  template <std::size_t kSlots>
  static std::string* find_slot(const std::array<Slot, kSlots>& slots, std::string_view name) {
    for (const auto& slot : slots) {
      if (slot.name == name) return slot.place;
    }
    return nullptr;
  }
  // A value that is no text where a text belongs.
  void skip_value() {
    if (slot_ == &envelope_.resource.associated_data) is_associated_data_odd_ = true;
    slot_ = nullptr;
    is_resource_next_ = false;
  }
  void leave() {
    --depth_;
    if (depth_ < 2) is_in_resource_ = false;
  }
  [[nodiscard]] std::string_view find_problem() const {
    if (!has_resource_) return "resource";
    for (const auto& slot : own_slots_) {
      if (slot.place->empty() || slot.place->size() > kNoticeTextBytesMax) return slot.name;
    }
    for (const auto& slot : resource_slots_) {
      const bool may_be_empty = slot.place == &envelope_.resource.associated_data;
      if (slot.place->empty() && !may_be_empty) return slot.name;
    }
    if (is_associated_data_odd_) return "associated_data";
    if (!parse_rfc3339(create_time_)) return "create_time";
    if (resource_type_ != "encrypt-resource") return "resource_type";
    return {};
  }

  NoticeEnvelope envelope_{};
  std::string create_time_;
  std::string resource_type_;
  const std::array<Slot, 4> own_slots_{Slot{"id", &envelope_.id}, Slot{"create_time", &create_time_},
                                       Slot{"event_type", &envelope_.event_type},
                                       Slot{"resource_type", &resource_type_}};
  const std::array<Slot, 5> resource_slots_{
      Slot{"original_type", &envelope_.original_type}, Slot{"algorithm", &envelope_.resource.algorithm},
      Slot{"nonce", &envelope_.resource.nonce}, Slot{"ciphertext", &envelope_.resource.ciphertext},
      Slot{"associated_data", &envelope_.resource.associated_data}};
  std::size_t depth_ = 0;
  std::string* slot_ = nullptr;  // where the next value goes, when it is a text
  bool is_resource_next_ = false;
  bool is_in_resource_ = false;
  bool has_resource_ = false;
  bool is_associated_data_odd_ = false;
};

}  // namespace

Result<NoticeEnvelope> read_envelope(std::string_view body) {
  EnvelopeReader reader;
  if (!read_json(body, reader)) return malformed_notice("not JSON");
  return reader.take();
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
