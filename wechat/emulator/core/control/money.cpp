// The merchant's accounts, profit sharing, receipts and bills, as tests set and see them.
#include "wechat/emulator/core/control/handlers.hpp"
#include "wechat/emulator/core/control/settings_table.hpp"
#include "wechat/emulator/core/pay/money_calls.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::int64_t kTopUpMax = 1'000'000'000'000'000;

constexpr SettingOf<pay::SharingSettings> kSharingSettings[] = {
    {"percent_max", &pay::SharingSettings::percent_max},
    {"earliest_seconds", &pay::SharingSettings::earliest},
    {"latest_seconds", &pay::SharingSettings::latest},
    {"work_delay_seconds", &pay::SharingSettings::work_delay},
    {"person_month_max", &pay::SharingSettings::person_month_max},
};
constexpr SettingOf<pay::ReceiptSettings> kReceiptSettings[] = {
    {"making_delay_seconds", &pay::ReceiptSettings::making_delay},
    {"url_life_seconds", &pay::ReceiptSettings::url_life},
};

Json render_balances(const pay::FundBook& funds) {
  Json shown = Json::object();
  for (const auto account : pay::kAccounts) {
    const auto balance = funds.balance(account);
    shown[std::string(pay::name_of(account))] = {{"available", balance.available},
                                                 {"locked", balance.locked}};
  }
  return shown;
}

Json render_fund_entry(const pay::FundEntry& entry) {
  return {{"number", entry.number},
          {"at", to_rfc3339(entry.at)},
          {"account", pay::name_of(entry.account)},
          {"movement", pay::name_of(entry.movement)},
          {"amount", entry.amount},
          {"available", entry.after.available},
          {"locked", entry.after.locked},
          {"business_name", entry.business.name},
          {"business_type", entry.business.type},
          {"business_no", entry.business.business_no},
          {"voucher_no", entry.business.voucher_no},
          {"remark", entry.business.remark}};
}

Json render_plant(const pay::Plant& plant) {
  Json shown{{"id", plant.id},
             {"kind", pay::name_of(plant.kind)},
             {"bill", plant.bill},
             {"number", plant.number},
             {"amount", plant.amount}};
  if (plant.kind == pay::PlantKind::extra) {
    shown["day"] = pay::to_text(plant.day);
    shown["is_refund"] = plant.is_refund;
  }
  return shown;
}

std::variant<pay::Plant, std::string> read_plant(const Json& body) {
  pay::Plant plant;
  const auto kind = pay::plant_kind_named(text_of(body, "kind"));
  const auto amount = read_integer(body, "amount", 0);
  const auto is_refund = read_boolean(body, "is_refund", false);
  plant.bill = text_of(body, "bill");
  plant.number = text_of(body, "number");
  if (!kind) return "kind is missing, duplicate, changed_amount, late or extra";
  if (plant.bill != "trade" && !pay::account_named(plant.bill))
    return "bill is trade, BASIC, OPERATION or FEES";
  if (plant.number.empty()) return "number is one of the row's numbers";
  if (!amount || !is_refund) return "amount is a number of fen and is_refund true or false";
  plant.kind = *kind;
  plant.amount = *amount;
  plant.is_refund = *is_refund;
  if (*kind == pay::PlantKind::changed_amount && *amount == 0) return "amount is what is added, and not 0";
  if (*kind != pay::PlantKind::extra) return plant;
  const auto day = pay::parse_day(text_of(body, "day"));
  if (!day || *amount <= 0) return "an extra row has a day and a positive amount";
  plant.day = *day;
  return plant;
}

Json render_sharing_order(const pay::SharingOrder& order) {
  Json shares = Json::array();
  for (const auto& share : order.shares)
    shares.push_back({{"account", share.wanted.account},
                      {"amount", share.wanted.amount},
                      {"result", pay::name_of(share.result)},
                      {"fail_reason", share.fail_reason}});
  return {{"out_order_no", order.wanted.out_order_no},
          {"transaction_id", order.wanted.transaction_id},
          {"order_id", order.order_id},
          {"is_unfreeze", order.is_unfreeze},
          {"is_finished", order.is_finished},
          {"receivers", std::move(shares)}};
}

}  // namespace

ControlAnswer show_funds(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  advance_money(world, call.moment);
  return {200, render_balances(money_of(world).funds), {}};
}

ControlAnswer top_up_funds(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  const auto account = pay::account_named(text_of(call.body, "account"));
  const auto amount = read_integer(call.body, "amount", 0);
  const auto number = read_text(call.body, "voucher_no", "");
  if (!account) return wrong("account is BASIC, OPERATION or FEES");
  if (!amount || *amount == 0 || *amount > kTopUpMax || *amount < -kTopUpMax)
    return wrong("amount is a number of fen, negative to take money out");
  if (!number) return wrong("voucher_no is a text");
  advance_money(world, call.moment);
  auto& funds = money_of(world).funds;
  if (!funds.top_up(*account, *amount, *number, call.moment.now))
    return refuse(409, "not enough is available");
  return {200, render_balances(funds), {}};
}

ControlAnswer show_fund_entries(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  advance_money(world, call.moment);
  const auto page = read_page(call.query);
  if (!page) return wrong("after and limit are numbers, limit at most 10000");
  const auto& entries = money_of(world).funds.entries();
  Json shown = Json::array();
  for (auto place = static_cast<std::size_t>(page->after); place < entries.size(); ++place) {
    if (static_cast<std::int64_t>(shown.size()) >= page->limit) break;
    shown.push_back(render_fund_entry(entries[place]));
  }
  return {200, {{"entries", std::move(shown)}, {"last_number", entries.size()}}, {}};
}

ControlAnswer set_sharing(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  auto& settings = money_of(world).sharing.settings;
  auto body = call.body;
  const auto notify_url = read_text(body, "notify_url", settings.notify_url);
  if (!notify_url || (!notify_url->empty() && !is_notify_url(*notify_url, false)))
    return wrong("notify_url is http:// or https:// with a host and a path and no query, or empty");
  body.erase("notify_url");
  if (const auto problem = apply_settings_table<pay::SharingSettings>(body, kSharingSettings, settings))
    return wrong(*problem);
  settings.notify_url = *notify_url;
  auto shown = render_settings<pay::SharingSettings>(settings, kSharingSettings);
  shown["notify_url"] = settings.notify_url;
  return {200, std::move(shown), {}};
}

ControlAnswer fail_sharing(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  const auto account = text_of(call.body, "account");
  const auto reason = text_of(call.body, "fail_reason");
  if (account.empty() || reason.empty()) return wrong("account and fail_reason are texts");
  money_of(world).sharing.plan_failure(account, reason);
  return {};
}

ControlAnswer list_sharing(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  advance_money(world, call.moment);
  constexpr std::size_t kListedMax = 1'000;
  const auto& orders = money_of(world).sharing.orders();
  Json shown = Json::array();
  for (const auto& [number, order] : orders) {
    if (shown.size() >= kListedMax) break;
    shown.push_back(render_sharing_order(order));
  }
  return {200, {{"orders", std::move(shown)}, {"count", orders.size()}}, {}};
}

ControlAnswer set_receipts(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  auto& receipts = money_of(world).receipts;
  auto body = call.body;
  const auto reason = read_text(body, "next_fail_reason", "");
  if (!reason) return wrong("next_fail_reason is a text");
  body.erase("next_fail_reason");
  if (const auto problem =
          apply_settings_table<pay::ReceiptSettings>(body, kReceiptSettings, receipts.settings))
    return wrong(*problem);
  if (!reason->empty()) receipts.plan_failure(*reason);
  return {200, render_settings<pay::ReceiptSettings>(receipts.settings, kReceiptSettings), {}};
}

ControlAnswer set_bills(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  auto& bills = money_of(world).bills;
  const auto style = read_text(call.body, "fund_style", "");
  const auto life = read_integer(call.body, "url_life_seconds", bills.url_life.count());
  const auto fee_rate = read_integer(call.body, "fee_rate", money_of(world).fee_rate);
  if (!style || (!style->empty() && *style != "finished" && *style != "locks"))
    return wrong("fund_style is finished or locks");
  if (!life || *life < 0 || *life > 86'400) return wrong("url_life_seconds is 0 to 86400");
  if (!fee_rate || *fee_rate < 0 || *fee_rate > 600)
    return wrong("fee_rate is 0 to 600 hundredths of a percent");
  money_of(world).fee_rate = *fee_rate;
  if (!style->empty())
    bills.fund_style = *style == "locks" ? pay::FundBillStyle::locks : pay::FundBillStyle::finished;
  bills.url_life = std::chrono::seconds(*life);
  return {};
}

ControlAnswer plant_in_bill(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  auto plant = read_plant(call.body);
  if (const auto* problem = std::get_if<std::string>(&plant)) return wrong(*problem);
  constexpr std::size_t kPlantsMax = 1'000;
  auto& plants = money_of(world).bills.plants;
  if (plants.all().size() >= kPlantsMax) return refuse(409, "too many plants");
  return {201, {{"id", plants.add(std::get<pay::Plant>(std::move(plant)))}}, {}};
}

ControlAnswer list_plants(World& world, const ControlCall&) {
  if (!world.pay) return no_merchant();
  Json shown = Json::array();
  for (const auto& plant : money_of(world).bills.plants.all()) shown.push_back(render_plant(plant));
  return {200, {{"plants", std::move(shown)}}, {}};
}

ControlAnswer clear_plants(World& world, const ControlCall&) {
  if (!world.pay) return no_merchant();
  money_of(world).bills.plants.clear();
  return {};
}

}  // namespace fenrun::emulator
