#include "wechat/emulator/core/pay/orders.hpp"

namespace fenrun::emulator {

std::string_view name_of(TradeState state) {
  switch (state) {
    case TradeState::notpay:
      return "NOTPAY";
    case TradeState::success:
      return "SUCCESS";
    case TradeState::refund:
      return "REFUND";
    case TradeState::closed:
      return "CLOSED";
  }
  return {};
}

std::string_view description_of(TradeState state) {
  switch (state) {
    case TradeState::notpay:
      return "订单未支付";
    case TradeState::success:
      return "支付成功";
    case TradeState::refund:
      return "转入退款";
    case TradeState::closed:
      return "订单已关闭";
  }
  return {};
}

std::string_view name_of(RefundState state) {
  switch (state) {
    case RefundState::processing:
      return "PROCESSING";
    case RefundState::success:
      return "SUCCESS";
    case RefundState::abnormal:
      return "ABNORMAL";
    case RefundState::closed:
      return "CLOSED";
  }
  return {};
}

std::optional<RefundState> refund_state_named(std::string_view name) {
  for (const auto state :
       {RefundState::processing, RefundState::success, RefundState::abnormal, RefundState::closed}) {
    if (name_of(state) == name) return state;
  }
  return std::nullopt;
}

std::string out_name(std::string_view number) { return "out/" + std::string(number); }
std::string transaction_name(std::string_view transaction_id) {
  return "transaction/" + std::string(transaction_id);
}
std::string prepay_name(std::string_view prepay_id) { return "prepay/" + std::string(prepay_id); }
std::string refund_id_name(std::string_view refund_id) { return "id/" + std::string(refund_id); }

}  // namespace fenrun::emulator
