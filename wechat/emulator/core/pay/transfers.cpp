#include "wechat/emulator/core/pay/transfers.hpp"

#include "wechat/emulator/core/pay/money_calls.hpp"
#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {
namespace {

std::vector<pay::ReportInfo> read_infos(const Json& list) {
  std::vector<pay::ReportInfo> infos;
  for (const auto& info : list) infos.push_back({info.at("info_type"), info.at("info_content")});
  return infos;
}

// What all three create calls have in common; the name opened.
std::variant<pay::TransferOrder, PayRefusal> read_transfer(const PayCall& call, pay::TransferKind kind) {
  const auto& body = call.body;
  pay::TransferOrder order;
  order.kind = kind;
  order.appid = body.at("appid");
  order.out_bill_no = body.at("out_bill_no");
  order.scene_id = body.at("transfer_scene_id");
  order.openid = body.value("openid", "");
  order.amount = body.at("transfer_amount");
  order.remark = body.at("transfer_remark");
  order.notify_url = optional_text(body, "notify_url");
  order.perception = optional_text(body, "user_recv_perception");
  order.sponsor_mchid = optional_text(body, "sponsor_mchid");
  order.infos = read_infos(body.at("transfer_scene_report_infos"));
  if (body.contains("user_recv_style")) order.recv_style = optional_text(body.at("user_recv_style"), "type");
  if (order.notify_url && !is_notify_url(*order.notify_url, true))
    return wrong_field("/notify_url", "https, with a path and without a query");
  if (!body.contains("user_name")) return order;
  auto opened = open_sensitive(call, body.at("user_name").get<std::string>());
  if (auto* refusal = std::get_if<PayRefusal>(&opened)) return *refusal;
  order.user_name = std::get<std::string>(std::move(opened));
  return order;
}

Json render_created(const pay::Transfer& transfer) {
  Json body{{"out_bill_no", transfer.order.out_bill_no},
            {"transfer_bill_no", transfer.transfer_bill_no},
            {"create_time", to_pay_time(transfer.created)},
            {"state", pay::name_of(transfer.state)}};
  if (transfer.state == pay::TransferState::fail) body["fail_reason"] = transfer.fail_reason;
  if (transfer.state == pay::TransferState::wait_user_confirm) body["package_info"] = transfer.package_info;
  return body;
}

Json render_bill(const pay::TransferBook& book, const pay::Transfer& transfer, const PayCall& call) {
  const auto state = book.shown_state(transfer, call.moment.now);
  Json body{{"mch_id", call.merchant.mchid},
            {"out_bill_no", transfer.order.out_bill_no},
            {"transfer_bill_no", transfer.transfer_bill_no},
            {"appid", transfer.order.appid},
            {"state", pay::name_of(state)},
            {"transfer_amount", transfer.order.amount},
            {"transfer_remark", transfer.order.remark},
            {"openid", transfer.order.openid},
            {"create_time", to_pay_time(transfer.created)},
            {"update_time", to_pay_time(transfer.updated)}};
  if (state == pay::TransferState::fail) body["fail_reason"] = transfer.fail_reason;
  if (transfer.order.user_name) body["user_name"] = seal_sensitive(call, *transfer.order.user_name);
  return body;
}

PayOutcome show_bill(World& world, const PayCall& call, const pay::TransferBook::Outcome& found) {
  if (const auto* problem = std::get_if<pay::Problem>(&found)) return to_refusal(*problem);
  return PayReply{200, render_bill(world.pay->money.transfers, *std::get<const pay::Transfer*>(found), call)};
}

pay::AuthorizationOrder authorization_of(const pay::TransferOrder& order) {
  return {order.out_authorization_no,
          order.appid,
          order.openid,
          order.scene_id,
          order.user_display_name,
          order.perception,
          order.authorization_notify_url,
          ""};
}

// The openid of a transfer that names its user by an authorisation: that of its first sending, when this is
// not the first.
std::variant<std::string, PayRefusal> openid_by_authorization(pay::MoneyBooks& money,
                                                              const pay::TransferOrder& order, Instant now) {
  if (const auto* known = money.transfers.find(order.out_bill_no)) return known->order.openid;
  const auto found =
      money.authorizations.find_in_effect(order.authorization_id, order.out_authorization_no, now);
  if (const auto* problem = std::get_if<pay::Problem>(&found)) return to_refusal(*problem);
  return std::get<const pay::Authorization*>(found)->order.openid;
}

Json render_authorization(const pay::Authorization& entry) {
  Json body{{"out_authorization_no", entry.order.out_authorization_no},
            {"appid", entry.order.appid},
            {"openid", entry.order.openid},
            {"user_display_name", entry.order.user_display_name},
            {"transfer_scene_id", entry.order.scene_id},
            {"state", pay::name_of(entry.state)},
            {"create_time", to_pay_time(entry.created)}};
  if (entry.order.perception) body["user_recv_perception"] = *entry.order.perception;
  if (!entry.authorization_id.empty()) body["authorization_id"] = entry.authorization_id;
  if (entry.authorized) body["authorize_time"] = to_pay_time(*entry.authorized);
  if (entry.state == pay::AuthorizationState::wait_user_confirm) body["package_info"] = entry.package_info;
  if (entry.closed)
    body["close_info"] = {{"close_time", to_pay_time(*entry.closed)}, {"close_reason", entry.close_reason}};
  return body;
}

PayOutcome show_authorization(const pay::AuthorizationBook::Outcome& found) {
  if (const auto* problem = std::get_if<pay::Problem>(&found)) return to_refusal(*problem);
  return PayReply{200, render_authorization(*std::get<const pay::Authorization*>(found))};
}

}  // namespace

PayOutcome create_transfer(World& world, const PayCall& call) {
  auto order = read_transfer(call, pay::TransferKind::confirmed);
  if (const auto* refusal = std::get_if<PayRefusal>(&order)) return *refusal;
  auto& wanted = std::get<pay::TransferOrder>(order);
  auto& money = money_of(world);
  const auto payee = payee_of(world, wanted.openid);
  const auto made = money.transfers.create(std::move(wanted), payee, money.funds, call.moment);
  advance_money(world, call.moment);
  if (const auto* problem = std::get_if<pay::Problem>(&made)) return to_refusal(*problem);
  return PayReply{200, render_created(*std::get<const pay::Transfer*>(made))};
}

PayOutcome query_transfer(World& world, const PayCall& call) {
  auto& money = money_of(world);
  return show_bill(world, call,
                   money.transfers.query(value_of(call.parts, "out_bill_no"), money.funds, call.moment.now));
}

PayOutcome query_transfer_by_bill_no(World& world, const PayCall& call) {
  auto& money = money_of(world);
  return show_bill(world, call,
                   money.transfers.query_by_bill_no(value_of(call.parts, "transfer_bill_no"), money.funds,
                                                    call.moment.now));
}

PayOutcome cancel_transfer(World& world, const PayCall& call) {
  auto& money = money_of(world);
  const auto found =
      money.transfers.cancel(value_of(call.parts, "out_bill_no"), money.funds, call.moment.now);
  advance_money(world, call.moment);
  if (const auto* problem = std::get_if<pay::Problem>(&found)) return to_refusal(*problem);
  const auto& transfer = *std::get<const pay::Transfer*>(found);
  return PayReply{200,
                  {{"out_bill_no", transfer.order.out_bill_no},
                   {"transfer_bill_no", transfer.transfer_bill_no},
                   {"state", pay::name_of(transfer.state)},
                   {"update_time", to_pay_time(transfer.updated)}}};
}

PayOutcome create_transfer_with_authorization(World& world, const PayCall& call) {
  auto order = read_transfer(call, pay::TransferKind::with_authorization);
  if (const auto* refusal = std::get_if<PayRefusal>(&order)) return *refusal;
  auto& wanted = std::get<pay::TransferOrder>(order);
  const auto& info = call.body.at("authorization_info");
  wanted.out_authorization_no = info.at("out_authorization_no");
  wanted.user_display_name = info.at("user_display_name");
  wanted.authorization_notify_url = info.at("authorization_notify_url");
  if (!is_notify_url(wanted.authorization_notify_url, true))
    return wrong_field("/authorization_info/authorization_notify_url", "https, without a query");
  auto& money = money_of(world);
  if (wanted.openid.empty()) {
    auto openid = openid_by_authorization(money, wanted, call.moment.now);
    if (const auto* refusal = std::get_if<PayRefusal>(&openid)) return *refusal;
    wanted.openid = std::get<std::string>(openid);
  }
  const auto payee = payee_of(world, wanted.openid);
  const auto asked = authorization_of(wanted);
  if (const auto problem = money.authorizations.check_for_transfer(asked, payee.is_known, call.moment.now))
    return to_refusal(*problem);
  const auto made = money.transfers.create(std::move(wanted), payee, money.funds, call.moment);
  if (const auto* problem = std::get_if<pay::Problem>(&made)) return to_refusal(*problem);
  money.authorizations.apply_with_transfer(asked, call.moment);
  advance_money(world, call.moment);
  auto body = render_created(*std::get<const pay::Transfer*>(made));
  body["out_authorization_no"] = asked.out_authorization_no;
  body["user_display_name"] = asked.user_display_name;
  return PayReply{200, std::move(body)};
}

PayOutcome transfer_by_authorization(World& world, const PayCall& call) {
  auto order = read_transfer(call, pay::TransferKind::authorized);
  if (const auto* refusal = std::get_if<PayRefusal>(&order)) return *refusal;
  auto& wanted = std::get<pay::TransferOrder>(order);
  wanted.authorization_id = call.body.value("authorization_id", "");
  wanted.out_authorization_no = call.body.value("out_authorization_no", "");
  if (wanted.authorization_id.empty() && wanted.out_authorization_no.empty())
    return wrong_field("/authorization_id", "this or out_authorization_no");
  auto& money = money_of(world);
  auto openid = openid_by_authorization(money, wanted, call.moment.now);
  if (const auto* refusal = std::get_if<PayRefusal>(&openid)) return *refusal;
  wanted.openid = std::get<std::string>(openid);
  const auto payee = payee_of(world, wanted.openid);
  const auto made = money.transfers.create(std::move(wanted), payee, money.funds, call.moment);
  advance_money(world, call.moment);
  return show_bill(world, call, made);
}

PayOutcome apply_authorization(World& world, const PayCall& call) {
  const auto& body = call.body;
  pay::AuthorizationOrder order{body.at("out_authorization_no"),
                                body.at("appid"),
                                body.at("openid"),
                                body.at("transfer_scene_id"),
                                body.at("user_display_name"),
                                optional_text(body, "user_recv_perception"),
                                body.at("authorization_notify_url"),
                                body.contains("scene_info") ? body.at("scene_info").dump() : ""};
  if (!is_notify_url(order.notify_url, true))
    return wrong_field("/authorization_notify_url", "https, with a path and without a query");
  const bool is_known = payee_of(world, order.openid).is_known;
  return show_authorization(money_of(world).authorizations.apply(std::move(order), is_known, call.moment));
}

PayOutcome query_authorization(World& world, const PayCall& call) {
  return show_authorization(
      money_of(world).authorizations.query(value_of(call.parts, "out_authorization_no"), call.moment.now));
}

PayOutcome close_authorization(World& world, const PayCall& call) {
  const auto found =
      money_of(world).authorizations.close(value_of(call.parts, "out_authorization_no"), call.moment.now);
  advance_money(world, call.moment);
  return show_authorization(found);
}

}  // namespace fenrun::emulator
