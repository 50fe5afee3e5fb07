#include "wechat/pay/sharing/sharing.hpp"

#include <array>

namespace fenrun::wechat {
namespace {

constexpr std::array kReceiverTypes{PayWord<ReceiverType>{"MERCHANT_ID", ReceiverType::merchant},
                                    PayWord<ReceiverType>{"PERSONAL_OPENID", ReceiverType::openid}};
constexpr std::array kShareStates{PayWord<ShareState>{"PROCESSING", ShareState::processing},
                                  PayWord<ShareState>{"FINISHED", ShareState::finished}};
constexpr std::array kShareResults{PayWord<ShareResult>{"PENDING", ShareResult::pending},
                                   PayWord<ShareResult>{"SUCCESS", ShareResult::success},
                                   PayWord<ShareResult>{"CLOSED", ShareResult::closed}};
constexpr std::array kReturnResults{PayWord<ReturnResult>{"PROCESSING", ReturnResult::processing},
                                    PayWord<ReturnResult>{"SUCCESS", ReturnResult::success},
                                    PayWord<ReturnResult>{"FAILED", ReturnResult::failed}};

SharedPart read_shared_part(Fields fields) {
  SharedPart part;
  part.type = fields.word("type", receiver_type_words());
  part.account = SecretText(fields.text("account"));
  part.amount = fields.fen("amount");
  part.description = fields.text_or_none("description");
  part.result = fields.word("result", share_result_words());
  part.fail_reason = fields.text_or_none("fail_reason");
  part.detail_id = fields.text_or_none("detail_id");
  return part;
}

}  // namespace

std::span<const PayWord<ReceiverType>> receiver_type_words() { return kReceiverTypes; }
std::span<const PayWord<ShareState>> share_state_words() { return kShareStates; }
std::span<const PayWord<ShareResult>> share_result_words() { return kShareResults; }
std::span<const PayWord<ReturnResult>> return_result_words() { return kReturnResults; }

Share read_share(Fields& fields) {
  Share share;
  share.transaction_id = fields.text("transaction_id");
  share.out_order_no = fields.text("out_order_no");
  share.order_id = fields.text("order_id");
  share.state = fields.word("state", share_state_words());
  for (const auto& part : fields.array_if("receivers"))
    share.parts.push_back(read_shared_part(fields.of(part)));
  return share;
}

ShareReturn read_share_return(Fields& fields) {
  ShareReturn returned;
  returned.out_order_no = fields.text_or_none("out_order_no");
  returned.out_return_no = fields.text("out_return_no");
  returned.return_id = fields.text("return_id");
  returned.return_mchid = fields.text("return_mchid");
  returned.amount = fields.fen("amount");
  returned.result = fields.word("result", return_result_words());
  returned.fail_reason = fields.text_or_none("fail_reason");
  return returned;
}

ShareMovement read_share_movement(Fields& fields) {
  ShareMovement movement;
  movement.mchid = fields.text_or_none("mchid");
  // Where a service provider shares, the money is its merchant's.
  if (movement.mchid.empty()) movement.mchid = fields.text("sub_mchid");
  movement.transaction_id = fields.text("transaction_id");
  movement.order_id = fields.text("order_id");
  movement.out_order_no = fields.text("out_order_no");
  movement.success_time = fields.time("success_time");
  Fields receiver = fields.object("receiver");
  movement.type = receiver.word("type", receiver_type_words());
  movement.account = SecretText(receiver.text("account"));
  movement.amount = receiver.fen("amount");
  movement.description = receiver.text_or_none("description");
  return movement;
}

}  // namespace fenrun::wechat
