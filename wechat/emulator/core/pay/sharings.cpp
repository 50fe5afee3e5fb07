#include "wechat/emulator/core/pay/sharings.hpp"

#include <algorithm>

#include "wechat/emulator/core/pay/money_calls.hpp"
#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::string_view kRelations[] = {
    "SERVICE_PROVIDER", "STORE", "STAFF",    "STORE_OWNER", "PARTNER", "HEADQUARTER", "BRAND",
    "DISTRIBUTOR",      "USER",  "SUPPLIER", "CUSTOM"};

// The name of a receiver, opened; empty when it was not sent.
std::variant<std::string, PayRefusal> read_receiver_name(const PayCall& call, const Json& receiver) {
  if (!receiver.contains("name")) return std::string();
  return open_sensitive(call, receiver.at("name").get<std::string>());
}

std::optional<PayRefusal> check_receiver(const PayCall& call) {
  const auto& body = call.body;
  if (body.at("appid") != call.merchant.appid) return PayRefusal(kPayAppidMismatch);
  const auto type = pay::receiver_type_named(body.at("type").get<std::string>());
  if (!type) return wrong_field("/type", "MERCHANT_ID or PERSONAL_OPENID");
  if (*type == pay::ReceiverType::merchant && !body.contains("name")) return wrong_field("/name", "missing");
  const auto relation = body.at("relation_type").get<std::string>();
  if (std::find(std::begin(kRelations), std::end(kRelations), relation) == std::end(kRelations))
    return wrong_field("/relation_type", "not a relation");
  if ((relation == "CUSTOM") != body.contains("custom_relation"))
    return wrong_field("/custom_relation", "with CUSTOM, and only then");
  return std::nullopt;
}

std::variant<pay::SharingRequest, PayRefusal> read_sharing(const PayCall& call) {
  const auto& body = call.body;
  if (body.at("appid") != call.merchant.appid) return PayRefusal(kPayAppidMismatch);
  pay::SharingRequest request{
      body.at("transaction_id"), body.at("out_order_no"), {}, body.at("unfreeze_unsplit")};
  for (const auto& receiver : body.at("receivers")) {
    const auto type = pay::receiver_type_named(receiver.at("type").get<std::string>());
    if (!type) return wrong_field("/receivers/type", "MERCHANT_ID or PERSONAL_OPENID");
    auto name = read_receiver_name(call, receiver);
    if (const auto* refusal = std::get_if<PayRefusal>(&name)) return *refusal;
    request.receivers.push_back({*type, receiver.at("account"), std::get<std::string>(name),
                                 receiver.at("amount"), receiver.at("description")});
  }
  return request;
}

Json render_share(const pay::Share& share, const pay::SharingOrder& order) {
  Json shown{{"amount", share.wanted.amount},
             {"description", share.wanted.description},
             {"type", pay::name_of(share.wanted.type)},
             {"account", share.wanted.account},
             {"result", pay::name_of(share.result)},
             {"detail_id", share.detail_id},
             {"create_time", to_pay_time(order.created)}};
  if (!share.fail_reason.empty()) shown["fail_reason"] = share.fail_reason;
  if (order.finished) shown["finish_time"] = to_pay_time(*order.finished);
  return shown;
}

PayOutcome show_sharing(const pay::SharingBook::Outcome<const pay::SharingOrder*>& found) {
  if (const auto* problem = std::get_if<pay::Problem>(&found)) return to_refusal(*problem);
  const auto& order = *std::get<const pay::SharingOrder*>(found);
  Json receivers = Json::array();
  for (const auto& share : order.shares) receivers.push_back(render_share(share, order));
  return PayReply{200,
                  {{"transaction_id", order.wanted.transaction_id},
                   {"out_order_no", order.wanted.out_order_no},
                   {"order_id", order.order_id},
                   {"state", order.is_finished ? "FINISHED" : "PROCESSING"},
                   {"receivers", std::move(receivers)}}};
}

PayOutcome show_share_return(const pay::SharingBook::Outcome<const pay::SharingReturn*>& found) {
  if (const auto* problem = std::get_if<pay::Problem>(&found)) return to_refusal(*problem);
  const auto& entry = *std::get<const pay::SharingReturn*>(found);
  Json body{{"order_id", entry.order_id},
            {"out_order_no", entry.out_order_no},
            {"out_return_no", entry.wanted.out_return_no},
            {"return_id", entry.return_id},
            {"return_mchid", entry.wanted.return_mchid},
            {"amount", entry.wanted.amount},
            {"description", entry.wanted.description},
            {"result", pay::name_of(entry.result)},
            {"create_time", to_pay_time(entry.created)}};
  if (!entry.fail_reason.empty()) body["fail_reason"] = entry.fail_reason;
  if (entry.finished) body["finish_time"] = to_pay_time(*entry.finished);
  return PayReply{200, std::move(body)};
}

}  // namespace

PayOutcome add_receiver(World& world, const PayCall& call) {
  if (auto refusal = check_receiver(call)) return *refusal;
  const auto& body = call.body;
  auto name = read_receiver_name(call, body);
  if (const auto* refusal = std::get_if<PayRefusal>(&name)) return *refusal;
  const auto added = money_of(world).sharing.add_receiver(
      {*pay::receiver_type_named(body.at("type").get<std::string>()), body.at("account"),
       std::get<std::string>(name), body.at("relation_type"), body.value("custom_relation", "")});
  if (const auto* problem = std::get_if<pay::Problem>(&added)) return to_refusal(*problem);
  const auto& receiver = *std::get<const pay::Receiver*>(added);
  Json shown{{"type", pay::name_of(receiver.type)},
             {"account", receiver.account},
             {"relation_type", receiver.relation_type}};
  if (!receiver.name.empty()) shown["name"] = seal_sensitive(call, receiver.name);
  if (!receiver.custom_relation.empty()) shown["custom_relation"] = receiver.custom_relation;
  return PayReply{200, std::move(shown)};
}

PayOutcome delete_receiver(World& world, const PayCall& call) {
  const auto type = pay::receiver_type_named(call.body.at("type").get<std::string>());
  if (!type) return wrong_field("/type", "MERCHANT_ID or PERSONAL_OPENID");
  const auto account = call.body.at("account").get<std::string>();
  money_of(world).sharing.delete_receiver(*type, account);
  return PayReply{200, {{"type", pay::name_of(*type)}, {"account", account}}};
}

PayOutcome share_profit(World& world, const PayCall& call) {
  auto request = read_sharing(call);
  if (const auto* refusal = std::get_if<PayRefusal>(&request)) return *refusal;
  auto& money = money_of(world);
  return show_sharing(
      money.sharing.share(std::get<pay::SharingRequest>(std::move(request)), money.funds, call.moment));
}

PayOutcome query_sharing(World& world, const PayCall& call) {
  auto& money = money_of(world);
  return show_sharing(money.sharing.query(value_of(call.parts, "out_order_no"),
                                          value_of(call.query, "transaction_id"), money.funds,
                                          call.moment.now));
}

PayOutcome unfreeze_profit(World& world, const PayCall& call) {
  auto& money = money_of(world);
  return show_sharing(money.sharing.unfreeze(call.body.at("transaction_id"), call.body.at("out_order_no"),
                                             call.body.at("description"), call.merchant.mchid, money.funds,
                                             call.moment));
}

PayOutcome return_share(World& world, const PayCall& call) {
  const auto& body = call.body;
  if (!body.contains("order_id") && !body.contains("out_order_no"))
    return wrong_field("/order_id", "this or out_order_no");
  pay::SharingReturnRequest request{body.value("order_id", ""), body.value("out_order_no", ""),
                                    body.at("out_return_no"),   body.at("return_mchid"),
                                    body.at("amount"),          body.at("description")};
  auto& money = money_of(world);
  return show_share_return(money.sharing.give_back(std::move(request), money.funds, call.moment));
}

PayOutcome query_share_return(World& world, const PayCall& call) {
  auto& money = money_of(world);
  return show_share_return(money.sharing.query_return(value_of(call.parts, "out_return_no"),
                                                      value_of(call.query, "out_order_no"), money.funds,
                                                      call.moment.now));
}

PayOutcome get_unsplit_amount(World& world, const PayCall& call) {
  auto& money = money_of(world);
  const std::string transaction_id(value_of(call.parts, "transaction_id"));
  const auto amount = money.sharing.unsplit_amount(transaction_id, money.funds, call.moment.now);
  if (const auto* problem = std::get_if<pay::Problem>(&amount)) return to_refusal(*problem);
  return PayReply{200, {{"transaction_id", transaction_id}, {"unsplit_amount", std::get<pay::Fen>(amount)}}};
}

}  // namespace fenrun::emulator
