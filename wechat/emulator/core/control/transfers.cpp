// What users and tests do with transfers and authorisations, and the merchant's settings for them.
#include "wechat/emulator/core/control/handlers.hpp"
#include "wechat/emulator/core/control/settings_table.hpp"
#include "wechat/emulator/core/pay/money_calls.hpp"

namespace fenrun::emulator {
namespace {

using pay::TransferSettings;

constexpr SettingOf<TransferSettings> kTransferSettings[] = {
    {"is_product_open", &TransferSettings::is_product_open},
    {"amount_min", &TransferSettings::amount_min},
    {"amount_max", &TransferSettings::amount_max},
    {"merchant_day_max", &TransferSettings::merchant_day_max},
    {"merchant_month_max", &TransferSettings::merchant_month_max},
    {"user_day_max", &TransferSettings::user_day_max},
    {"user_day_count_max", &TransferSettings::user_day_count_max},
    {"name_forbidden_below", &TransferSettings::name_forbidden_below},
    {"name_required_from", &TransferSettings::name_required_from},
    {"retry_days", &TransferSettings::retry_days},
    {"query_horizon_seconds", &TransferSettings::query_horizon},
    {"confirm_life_seconds", &TransferSettings::confirm_life},
    {"close_lag_seconds", &TransferSettings::close_lag},
    {"funding_delay_seconds", &TransferSettings::funding_delay},
    {"transfer_delay_seconds", &TransferSettings::transfer_delay},
    {"cancel_delay_seconds", &TransferSettings::cancel_delay},
    {"query_lag_seconds", &TransferSettings::query_lag},
    {"is_short_accepted", &TransferSettings::is_short_accepted},
    {"is_cancel_ended_by_fail", &TransferSettings::is_cancel_ended_by_fail},
};

Json render_transfer(const pay::Transfer& transfer) {
  Json history = Json::array();
  for (const auto& change : transfer.history)
    history.push_back(
        {{"at", to_rfc3339(change.at)}, {"to", pay::name_of(change.to)}, {"cause", change.cause}});
  Json shown{{"out_bill_no", transfer.order.out_bill_no},
             {"transfer_bill_no", transfer.transfer_bill_no},
             {"state", pay::name_of(transfer.state)},
             {"fail_reason", transfer.fail_reason},
             {"amount", transfer.order.amount},
             {"openid", transfer.order.openid},
             {"user_name", transfer.order.user_name.value_or("")},
             {"remark", transfer.order.remark},
             {"user_recv_perception", transfer.order.perception.value_or("")},
             {"notify_url", transfer.order.notify_url.value_or("")},
             {"package_info", transfer.package_info},
             {"is_held", transfer.is_held},
             {"pages_opened", transfer.pages_opened},
             {"created_at", to_rfc3339(transfer.created)},
             {"updated_at", to_rfc3339(transfer.updated)},
             {"history", std::move(history)}};
  if (transfer.due) shown["next_step_at"] = to_rfc3339(*transfer.due);
  return shown;
}

ControlAnswer told_of_transfer(World& world, const ControlCall& call, const pay::TransferBook::Deed& deed) {
  advance_money(world, call.moment);
  if (const auto* reason = std::get_if<std::string>(&deed))
    return refuse(*reason == "no such transfer" ? 404 : 409, *reason);
  return {200, render_transfer(*std::get<const pay::Transfer*>(deed)), {}};
}

Json show_consent(const pay::Authorization& entry) {
  return {{"out_authorization_no", entry.order.out_authorization_no},
          {"authorization_id", entry.authorization_id},
          {"openid", entry.order.openid},
          {"state", pay::name_of(entry.state)},
          {"close_reason", entry.close_reason},
          {"package_info", entry.package_info},
          {"created_at", to_rfc3339(entry.created)},
          {"updated_at", to_rfc3339(entry.updated)}};
}

ControlAnswer told_of_authorization(World& world, const ControlCall& call,
                                    const pay::AuthorizationBook::Deed& deed) {
  advance_money(world, call.moment);
  if (const auto* reason = std::get_if<std::string>(&deed))
    return refuse(*reason == "no such authorisation" ? 404 : 409, *reason);
  return {200, show_consent(*std::get<const pay::Authorization*>(deed)), {}};
}

// The one that a page is about; null: a page that nobody was given.
const pay::Authorization* authorization_of_page(const pay::AuthorizationBook& book,
                                                std::string_view package) {
  for (const auto& [number, entry] : book.all()) {
    if (entry.package_info == package) return &entry;
  }
  return nullptr;
}

// What wx.requestMerchantTransfer says to the mini program.
ControlAnswer page_says(const std::string& message) { return {200, {{"errMsg", message}}, {}}; }

}  // namespace

ControlAnswer list_transfers(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  auto& money = money_of(world);
  money.transfers.advance(money.funds, call.moment.now);
  advance_money(world, call.moment);
  const auto number = value_of(call.query, "out_bill_no");
  if (!number.empty()) {
    const auto* transfer = money.transfers.find(number);
    if (transfer == nullptr) return refuse(404, "no such transfer");
    return {200, render_transfer(*transfer), {}};
  }
  const auto page = read_page(call.query);
  if (!page) return wrong("after and limit are numbers, limit at most 10000");
  const auto& numbers = money.transfers.numbers();
  Json shown = Json::array();
  for (auto place = static_cast<std::size_t>(page->after); place < numbers.size(); ++place) {
    if (static_cast<std::int64_t>(shown.size()) >= page->limit) break;
    shown.push_back(render_transfer(*money.transfers.find(numbers[place])));
    shown.back()["number"] = place + 1;
  }
  return {200, {{"entries", std::move(shown)}, {"last_number", numbers.size()}}, {}};
}

ControlAnswer show_transfer_settings(World& world, const ControlCall&) {
  if (!world.pay) return no_merchant();
  const auto& settings = money_of(world).transfers.settings;
  auto shown = render_settings<TransferSettings>(settings, kTransferSettings);
  shown["perceptions"] = settings.perceptions ? Json(*settings.perceptions) : Json();
  shown["is_authorization_open"] = money_of(world).authorizations.settings.is_product_open;
  return {200, std::move(shown), {}};
}

ControlAnswer set_transfer_settings(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  auto& money = money_of(world);
  auto changed = money.transfers.settings;
  auto body = call.body;
  const auto is_open =
      read_boolean(body, "is_authorization_open", money.authorizations.settings.is_product_open);
  const auto perceptions = read_texts(body, "perceptions");
  if (!is_open || !perceptions) return wrong("is_authorization_open is true or false, perceptions a list");
  if (body.contains("perceptions")) changed.perceptions.emplace(perceptions->begin(), perceptions->end());
  body.erase("is_authorization_open");
  body.erase("perceptions");
  if (const auto problem = apply_settings_table<TransferSettings>(body, kTransferSettings, changed))
    return wrong(*problem);
  money.transfers.settings = std::move(changed);
  money.authorizations.settings.is_product_open = *is_open;
  return show_transfer_settings(world, call);
}

ControlAnswer plan_transfer(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  const auto state = pay::transfer_state_named(text_of(call.body, "state"));
  const bool is_start =
      state && (*state == pay::TransferState::accepted || *state == pay::TransferState::processing ||
                *state == pay::TransferState::wait_user_confirm || *state == pay::TransferState::fail);
  if (!is_start) return wrong("state is ACCEPTED, PROCESSING, WAIT_USER_CONFIRM or FAIL");
  const auto reason = text_of(call.body, "fail_reason");
  if ((*state == pay::TransferState::fail) == reason.empty()) return wrong("fail_reason belongs to FAIL");
  money_of(world).transfers.plan_start({*state, reason});
  return {};
}

ControlAnswer open_transfer_page(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  auto& money = money_of(world);
  const auto& merchant = world.pay->merchant;
  const auto appid = read_text(call.body, "appId", merchant.appid);
  const auto mchid = read_text(call.body, "mchId", merchant.mchid);
  if (appid != merchant.appid || mchid != merchant.mchid)
    return page_says("requestMerchantTransfer:fail 商户号或appid与package不匹配");
  const auto deed = money.transfers.open_page(text_of(call.body, "package"), text_of(call.body, "openid"),
                                              money.funds, call.moment.now);
  if (const auto* reason = std::get_if<std::string>(&deed)) return page_says(*reason);
  auto answer = page_says("requestMerchantTransfer:ok");
  answer.body["transfer"] = render_transfer(*std::get<const pay::Transfer*>(deed));
  return answer;
}

ControlAnswer confirm_transfer(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  const auto is_first = read_boolean(call.body, "is_before_cancel", false);
  const auto is_granted = read_boolean(call.body, "is_authorization_granted", false);
  const auto reason = read_text(call.body, "fail_reason", "");
  if (!is_first || !is_granted || !reason)
    return wrong("is_before_cancel and is_authorization_granted are true or false, fail_reason a text");
  auto& money = money_of(world);
  const auto number = text_of(call.body, "out_bill_no");
  const auto* transfer = money.transfers.find(number);
  const auto payee = transfer == nullptr ? pay::Payee{} : payee_of(world, transfer->order.openid);
  const auto deed =
      money.transfers.confirm(number, {*reason, *is_first}, payee, money.funds, call.moment.now);
  const bool is_done = std::holds_alternative<const pay::Transfer*>(deed);
  if (is_done && *is_granted) {
    const auto granted = money.authorizations.consent(transfer->order.out_authorization_no, call.moment);
    if (const auto* problem = std::get_if<std::string>(&granted)) return refuse(409, *problem);
  }
  return told_of_transfer(world, call, deed);
}

ControlAnswer decline_transfer(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  const auto* transfer = money_of(world).transfers.find(text_of(call.body, "out_bill_no"));
  if (transfer == nullptr) return refuse(404, "no such transfer");
  return page_says("requestMerchantTransfer:cancel");
}

ControlAnswer fail_transfer(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  const auto reason = text_of(call.body, "fail_reason");
  if (reason.empty()) return wrong("fail_reason is a text");
  auto& money = money_of(world);
  return told_of_transfer(
      world, call,
      money.transfers.fail(text_of(call.body, "out_bill_no"), reason, money.funds, call.moment.now));
}

ControlAnswer hold_transfer(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  const auto is_held = read_boolean(call.body, "is_held", true);
  if (!is_held) return wrong("is_held is true or false");
  auto& money = money_of(world);
  return told_of_transfer(
      world, call,
      money.transfers.set_held(text_of(call.body, "out_bill_no"), *is_held, money.funds, call.moment.now));
}

ControlAnswer list_authorizations(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  advance_money(world, call.moment);
  constexpr std::size_t kListedMax = 1'000;
  const auto& all = money_of(world).authorizations.all();
  Json shown = Json::array();
  for (const auto& [number, entry] : all) {
    if (shown.size() >= kListedMax) break;
    shown.push_back(show_consent(entry));
  }
  return {200, {{"authorizations", std::move(shown)}, {"count", all.size()}}, {}};
}

ControlAnswer grant_authorization(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  const auto package = text_of(call.body, "package");
  if (package.empty()) {
    return told_of_authorization(
        world, call,
        money_of(world).authorizations.consent(text_of(call.body, "out_authorization_no"), call.moment));
  }
  const auto* const asked = authorization_of_page(money_of(world).authorizations, package);
  if (asked == nullptr) return page_says("requestMerchantTransfer:fail package不正确");
  if (asked->order.openid != text_of(call.body, "openid"))
    return page_says("requestMerchantTransfer:fail 你的微信号与商家指定的微信号不一致");
  return told_of_authorization(
      world, call, money_of(world).authorizations.consent(asked->order.out_authorization_no, call.moment));
}

ControlAnswer end_authorization(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  const auto reason = read_text(call.body, "close_reason", "USER_CLOSE");
  if (!reason || !pay::is_close_reason(*reason)) return wrong("close_reason is not one of WeChat's");
  return told_of_authorization(world, call,
                               money_of(world).authorizations.close_for(
                                   text_of(call.body, "out_authorization_no"), *reason, call.moment.now));
}

}  // namespace fenrun::emulator
