#include "wechat/emulator/core/pay/money_calls.hpp"

#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {
namespace {

Json render_transfer_end(const pay::Transfer& transfer, const std::string& mchid) {
  Json resource{
      {"out_bill_no", transfer.order.out_bill_no},    {"transfer_bill_no", transfer.transfer_bill_no},
      {"state", pay::name_of(transfer.state)},        {"mch_id", mchid},
      {"transfer_amount", transfer.order.amount},     {"openid", transfer.order.openid},
      {"create_time", to_pay_time(transfer.created)}, {"update_time", to_pay_time(transfer.updated)}};
  if (transfer.state == pay::TransferState::fail) resource["fail_reason"] = transfer.fail_reason;
  if (transfer.state == pay::TransferState::success) resource["payment_method_type"] = "CFT";
  return resource;
}

Json render_authorization_change(const pay::Authorization& entry, pay::AuthorizationState state) {
  Json resource{{"out_authorization_no", entry.order.out_authorization_no},
                {"appid", entry.order.appid},
                {"openid", entry.order.openid},
                {"user_display_name", entry.order.user_display_name},
                {"authorization_id", entry.authorization_id},
                {"state", pay::name_of(state)}};
  if (entry.authorized) resource["authorize_time"] = to_pay_time(*entry.authorized);
  if (state == pay::AuthorizationState::closed)
    resource["close_info"] = {{"close_time", to_pay_time(*entry.closed)},
                              {"close_reason", entry.close_reason}};
  return resource;
}

Json render_share_movement(const pay::SharingMovement& movement, const std::string& mchid) {
  const auto& share = movement.share;
  return {{"mchid", mchid},
          {"transaction_id", movement.transaction_id},
          {"order_id", movement.order_id},
          {"out_order_no", movement.out_order_no},
          {"receiver",
           {{"type", pay::name_of(share.type)},
            {"account", share.account},
            {"amount", share.amount},
            {"description", share.description}}},
          {"success_time", to_pay_time(movement.at)}};
}

// The receiver alone is told, and the only receiver here that has a callback address is the merchant itself.
void tell_receivers(Pay& pay, Moment moment) {
  const auto& mchid = pay.merchant.mchid;
  for (const auto& movement : pay.money.sharing.take_movements()) {
    if (movement.share.account != mchid) continue;
    pay.callbacks.schedule(movement.is_return ? "PROFITSHARING.RETURN" : "PROFITSHARING.SUCCESS",
                           "profitsharing", render_share_movement(movement, mchid),
                           pay.money.sharing.settings.notify_url, CallbackSchedule::payment,
                           {movement.at, moment.random});
  }
}

}  // namespace

pay::MoneyBooks& money_of(World& world) {
  auto& money = world.pay->money;
  const auto& merchant = world.pay->merchant;
  money.transfers.settings.appid = money.authorizations.settings.appid = merchant.appid;
  money.sharing.own_mchid = merchant.mchid;
  money.transfers.settings.scenes = money.authorizations.settings.scenes = merchant.transfer_scenes;
  return money;
}

pay::Payee payee_of(const World& world, const std::string& openid) {
  const auto& users = world.users.all();
  const auto found = users.find(openid);
  if (found == users.end()) return {};
  return {true, found->second.real_name};
}

void advance_money(World& world, Moment moment) {
  auto& money = money_of(world);
  auto& callbacks = world.pay->callbacks;
  money.transfers.advance(money.funds, moment.now);
  money.sharing.advance(money.funds, moment.now);
  money.authorizations.advance(moment.now);
  for (const auto& end : money.transfers.take_ends()) {
    const auto& transfer = *money.transfers.find(end.out_bill_no);
    callbacks.schedule(
        "MCHTRANSFER.BILL.FINISHED", "mch_payment", render_transfer_end(transfer, world.pay->merchant.mchid),
        transfer.order.notify_url.value_or(""), CallbackSchedule::transfer, {end.at, moment.random});
  }
  for (const auto& change : money.authorizations.take_changes()) {
    const auto& entry = *money.authorizations.find(change.out_authorization_no);
    const bool is_closed = change.to == pay::AuthorizationState::closed;
    callbacks.schedule(is_closed ? "MCHTRANSFER.AUTHORIZATION.CLOSED" : "MCHTRANSFER.AUTHORIZATION.CONFIRMED",
                       "mch_payment", render_authorization_change(entry, change.to), entry.order.notify_url,
                       CallbackSchedule::transfer, {change.at, moment.random});
  }
  tell_receivers(*world.pay, moment);
}

PayRefusal to_refusal(const pay::Problem& problem) {
  PayRefusal refusal;
  refusal.status = problem.status;
  refusal.code = problem.code;
  refusal.message = problem.message;
  return refusal;
}

std::string to_pay_time(Instant instant) {
  return to_rfc3339(std::chrono::floor<std::chrono::seconds>(instant));
}

std::optional<std::string> optional_text(const Json& body, std::string_view name) {
  const auto found = body.find(name);
  return found == body.end() ? std::nullopt : std::optional(found->get<std::string>());
}

}  // namespace fenrun::emulator
