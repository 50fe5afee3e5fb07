#include "wechat/pay/refund/refund.hpp"

#include <array>

namespace fenrun::wechat {
namespace {

constexpr std::array kRefundStates{PayWord<RefundState>{"PROCESSING", RefundState::processing},
                                   PayWord<RefundState>{"SUCCESS", RefundState::success},
                                   PayWord<RefundState>{"CLOSED", RefundState::closed},
                                   PayWord<RefundState>{"ABNORMAL", RefundState::abnormal}};

Refund read_refund_with(Fields& fields, const char* state) {
  Refund refund;
  refund.refund_id = fields.text("refund_id");
  refund.out_refund_no = fields.text("out_refund_no");
  refund.transaction_id = fields.text("transaction_id");
  refund.out_trade_no = fields.text("out_trade_no");
  refund.state = fields.word(state, refund_state_words());
  refund.channel = fields.text_or_none("channel");
  refund.user_received_account = fields.text_or_none("user_received_account");
  refund.funds_account = fields.text_or_none("funds_account");
  refund.create_time = fields.time_if("create_time");
  refund.success_time = fields.time_if("success_time");
  Fields amount = fields.object("amount");
  refund.total = amount.fen("total");
  refund.refund = amount.fen("refund");
  refund.payer_refund = amount.fen("payer_refund");
  return refund;
}

}  // namespace

std::span<const PayWord<RefundState>> refund_state_words() { return kRefundStates; }

Refund read_refund(Fields& fields) { return read_refund_with(fields, "status"); }
Refund read_notified_refund(Fields& fields) {
  Refund refund = read_refund_with(fields, "refund_status");
  refund.mchid = fields.text("mchid");
  return refund;
}

}  // namespace fenrun::wechat
