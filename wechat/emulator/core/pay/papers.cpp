#include "wechat/emulator/core/pay/papers.hpp"

#include "wechat/emulator/core/pay/money_calls.hpp"
#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::string_view kDownloadHost = "https://api.mch.weixin.qq.com";
constexpr std::chrono::days kDayEndKept{90};

PayOutcome applied(World& world, const PayCall& call, const pay::Transfer* transfer) {
  const auto outcome = money_of(world).receipts.apply(transfer, call.merchant.mchid, call.moment.now);
  if (const auto* problem = std::get_if<pay::Problem>(&outcome)) return to_refusal(*problem);
  const auto& receipt = *std::get<const pay::Receipt*>(outcome);
  return PayReply{200,
                  {{"state", pay::name_of(receipt.state)}, {"create_time", to_pay_time(receipt.created)}}};
}

PayOutcome queried(World& world, const PayCall& call, const pay::Transfer* transfer) {
  auto& receipts = money_of(world).receipts;
  const auto outcome = receipts.query(transfer, call.moment.now);
  if (const auto* problem = std::get_if<pay::Problem>(&outcome)) return to_refusal(*problem);
  const auto& receipt = *std::get<const pay::Receipt*>(outcome);
  Json body{{"state", pay::name_of(receipt.state)},
            {"create_time", to_pay_time(receipt.created)},
            {"update_time", to_pay_time(receipt.updated)}};
  if (receipt.state == pay::ReceiptState::failed) body["fail_reason"] = receipt.fail_reason;
  if (receipt.state == pay::ReceiptState::finished) {
    const auto token =
        receipts.desk.lay_out(receipt.file, call.moment.now + receipts.settings.url_life, call.moment);
    body["hash_type"] = "SHA256";
    body["hash_value"] = receipt.hash_value;
    body["download_url"] = std::string(kDownloadHost) +
                           "/v3/transferdownload/elecvoucherfile?token=" + token + "&source=transfer";
  }
  return PayReply{200, std::move(body)};
}

PayOutcome show_bill_link(const pay::BillDesk::Outcome& outcome, std::string_view tar_type) {
  if (const auto* problem = std::get_if<pay::Problem>(&outcome)) return to_refusal(*problem);
  const auto& [hash, token] = std::get<pay::BillLink>(outcome);
  auto url = std::string(kDownloadHost) + "/v3/billdownload/file?token=" + token;
  if (!tar_type.empty()) url += "&tartype=gzip";
  return PayReply{200, {{"hash_type", "SHA1"}, {"hash_value", hash}, {"download_url", std::move(url)}}};
}

PayOutcome fetch_file(const pay::DownloadDesk& desk, const PayCall& call, std::string content_type) {
  const auto file = desk.fetch(value_of(call.query, "token"), call.moment.now);
  if (!file) return PayRefusal(kPayInvalidRequest, "下载链接已失效,请重新获取");
  return PayFile{*file, std::move(content_type)};
}

PayOutcome show_balance(const pay::Balance& balance) {
  return PayReply{200, {{"available_amount", balance.available}, {"pending_amount", balance.locked}}};
}

}  // namespace

PayOutcome apply_receipt(World& world, const PayCall& call) {
  return applied(world, call, money_of(world).transfers.find(call.body.at("out_bill_no").get<std::string>()));
}

PayOutcome apply_receipt_by_bill_no(World& world, const PayCall& call) {
  const auto number = call.body.at("transfer_bill_no").get<std::string>();
  return applied(world, call, money_of(world).transfers.find_by_bill_no(number));
}

PayOutcome query_receipt(World& world, const PayCall& call) {
  return queried(world, call, money_of(world).transfers.find(value_of(call.parts, "out_bill_no")));
}

PayOutcome query_receipt_by_bill_no(World& world, const PayCall& call) {
  return queried(world, call,
                 money_of(world).transfers.find_by_bill_no(value_of(call.parts, "transfer_bill_no")));
}

PayOutcome download_receipt(World& world, const PayCall& call) {
  return fetch_file(money_of(world).receipts.desk, call, "application/pdf");
}

PayOutcome get_trade_bill(World& world, const PayCall& call) {
  auto& money = money_of(world);
  const auto tar_type = value_of(call.query, "tar_type");
  return show_bill_link(
      money.bills.trade_bill(money.trades, value_of(call.query, "bill_date"),
                             value_of(call.query, "bill_type"), tar_type, call.merchant.mchid, call.moment),
      tar_type);
}

PayOutcome get_fund_bill(World& world, const PayCall& call) {
  auto& money = money_of(world);
  const auto tar_type = value_of(call.query, "tar_type");
  return show_bill_link(money.bills.fund_bill(money.funds, value_of(call.query, "bill_date"),
                                              value_of(call.query, "account_type"), tar_type, call.moment),
                        tar_type);
}

PayOutcome get_sharing_bill(World& world, const PayCall& call) {
  auto& money = money_of(world);
  const auto tar_type = value_of(call.query, "tar_type");
  return show_bill_link(money.bills.sharing_bill(money.sharing, value_of(call.query, "bill_date"), tar_type,
                                                 call.merchant.mchid, call.moment),
                        tar_type);
}

PayOutcome download_bill(World& world, const PayCall& call) {
  const bool is_packed = !value_of(call.query, "tartype").empty();
  return fetch_file(money_of(world).bills.desk, call, is_packed ? "application/gzip" : "text/plain");
}

PayOutcome get_balance(World& world, const PayCall& call) {
  const auto account = pay::account_named(value_of(call.parts, "account_type"));
  if (!account) return wrong_field("/account_type", "BASIC, OPERATION or FEES", "path");
  return show_balance(money_of(world).funds.balance(*account));
}

PayOutcome get_day_end_balance(World& world, const PayCall& call) {
  const auto account = pay::account_named(value_of(call.parts, "account_type"));
  if (!account) return wrong_field("/account_type", "BASIC, OPERATION or FEES", "path");
  const auto day = pay::parse_day(value_of(call.query, "date"));
  if (!day) return wrong_field("/date", "YYYY-MM-DD", "query");
  const auto today = pay::day_of(call.moment.now);
  if (*day >= today || *day < today - kDayEndKept)
    return PayRefusal(kPayInvalidRequest, "日期只能是90天内的、今天之前的日期");
  return show_balance(money_of(world).funds.balance_at_end_of(*day, *account));
}

}  // namespace fenrun::emulator
