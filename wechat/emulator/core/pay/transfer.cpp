#include "wechat/emulator/core/pay/transfer.hpp"

namespace fenrun::emulator::pay {

std::string_view name_of(TransferState state) {
  switch (state) {
    case TransferState::accepted:
      return "ACCEPTED";
    case TransferState::processing:
      return "PROCESSING";
    case TransferState::wait_user_confirm:
      return "WAIT_USER_CONFIRM";
    case TransferState::transfering:
      return "TRANSFERING";
    case TransferState::success:
      return "SUCCESS";
    case TransferState::fail:
      return "FAIL";
    case TransferState::canceling:
      return "CANCELING";
    case TransferState::cancelled:
      return "CANCELLED";
  }
  return {};
}

std::optional<TransferState> transfer_state_named(std::string_view name) {
  for (const auto state :
       {TransferState::accepted, TransferState::processing, TransferState::wait_user_confirm,
        TransferState::transfering, TransferState::success, TransferState::fail, TransferState::canceling,
        TransferState::cancelled}) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

bool is_terminal(TransferState state) {
  return state == TransferState::success || state == TransferState::fail || state == TransferState::cancelled;
}

}  // namespace fenrun::emulator::pay
