#include "wechat/pay/transfer/transfer.hpp"

#include <array>

namespace fenrun::wechat {
namespace {

constexpr std::array kTransferStates{
    PayWord<TransferState>{"ACCEPTED", TransferState::accepted},
    PayWord<TransferState>{"PROCESSING", TransferState::processing},
    PayWord<TransferState>{"WAIT_USER_CONFIRM", TransferState::wait_user_confirm},
    PayWord<TransferState>{"TRANSFERING", TransferState::transferring},
    PayWord<TransferState>{"SUCCESS", TransferState::success},
    PayWord<TransferState>{"FAIL", TransferState::fail},
    PayWord<TransferState>{"CANCELING", TransferState::canceling},
    PayWord<TransferState>{"CANCELLED", TransferState::cancelled},
};

std::optional<SecretText> openid_in(Fields& fields) {
  auto openid = fields.text_or_none("openid");
  if (openid.empty()) return std::nullopt;
  return SecretText(std::move(openid));
}

// What queries and callbacks share.
Transfer read_transfer_core(Fields& fields) {
  Transfer transfer;
  transfer.out_bill_no = fields.text("out_bill_no");
  transfer.transfer_bill_no = fields.text("transfer_bill_no");
  transfer.mchid = fields.text_or_none("mch_id");
  transfer.state = fields.word("state", transfer_state_words());
  transfer.amount = fields.fen("transfer_amount");
  transfer.fail_reason = fields.text_or_none("fail_reason");
  transfer.openid = openid_in(fields);
  transfer.create_time = fields.time("create_time");
  transfer.update_time = fields.time("update_time");
  return transfer;
}

}  // namespace

std::span<const PayWord<TransferState>> transfer_state_words() { return kTransferStates; }

bool is_terminal(TransferState state) {
  switch (state) {
    case TransferState::success:
    case TransferState::fail:
    case TransferState::cancelled:
      return true;
    case TransferState::accepted:
    case TransferState::processing:
    case TransferState::wait_user_confirm:
    case TransferState::transferring:
    case TransferState::canceling:
      return false;
  }
  FENRUN_UNREACHABLE("a transfer state");
}

TransferCreated read_created_transfer(Fields& fields) {
  TransferCreated created;
  created.out_bill_no = fields.text("out_bill_no");
  created.transfer_bill_no = fields.text("transfer_bill_no");
  created.state = fields.word("state", transfer_state_words());
  created.fail_reason = fields.text_or_none("fail_reason");
  created.package_info = SecretText(fields.text_or_none("package_info"));
  created.create_time = fields.time("create_time");
  return created;
}

Transfer read_transfer(Fields& fields) {
  Transfer transfer = read_transfer_core(fields);
  if (transfer.mchid.empty()) fields.fail("mch_id");
  transfer.appid = fields.text("appid");
  transfer.remark = fields.text_or_none("transfer_remark");
  transfer.sealed_user_name = fields.text_or_none("user_name");
  return transfer;
}

Transfer read_notified_transfer(Fields& fields) {
  Transfer transfer = read_transfer_core(fields);
  if (transfer.mchid.empty()) transfer.mchid = fields.text("mchid");
  if (!transfer.openid) fields.fail("openid");
  return transfer;
}

TransferCancelled read_cancelled_transfer(Fields& fields) {
  TransferCancelled cancelled;
  cancelled.out_bill_no = fields.text("out_bill_no");
  cancelled.transfer_bill_no = fields.text("transfer_bill_no");
  cancelled.state = fields.word("state", transfer_state_words());
  cancelled.update_time = fields.time("update_time");
  return cancelled;
}

}  // namespace fenrun::wechat
