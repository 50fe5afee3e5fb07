#include "wechat/pay/transfer/transfers.hpp"

#include "wechat/http/url.hpp"
#include "wechat/pay/outcome/errors.hpp"
#include "wechat/pay/wire/rules.hpp"

namespace fenrun::wechat {
namespace {

constexpr const char* kTransfers = "/v3/fund-app/mch-transfer/transfer-bills";

std::string transfer_target(std::string_view kind, const std::string& number) {
  return std::string(kTransfers) + "/" + std::string(kind) + "/" + percent_encode(number);
}

bool is_of_merchant(const Transfer& transfer, const PayMerchant& merchant) {
  return transfer.mchid == merchant.mchid && transfer.appid == merchant.appid;
}

}  // namespace

const char* broken_transfer_rule(const TransferRequest& request, const TransferOptions& options) {
  const auto& limits = options.limits;
  if (!is_out_bill_no(request.out_bill_no)) return "out_bill_no";
  if (!is_pay_text(request.openid.reveal(), 64)) return "openid";
  if (request.amount < limits.min) return "transfer_amount";
  if (request.user_name && request.amount < limits.name_from)
    return "user_name: the amount is too small for one";
  if (!request.user_name && request.amount >= limits.name_required_from)
    return "user_name: needed for the amount";
  if (request.user_name && !is_pay_text(request.user_name->reveal(), 64)) return "user_name";
  if (!is_pay_text(request.remark, 32)) return "transfer_remark";
  if (!request.notify_url.empty() && !is_notify_url(request.notify_url, true)) return "notify_url";
  const auto& perception = request.user_recv_perception;
  if (!perception.empty() && !is_pay_text(perception, 256)) return "user_recv_perception";
  if (!fits_scene(options.scene_id, request.report_infos)) return "transfer_scene_report_infos";
  return nullptr;
}

Json transfer_members(const TransferRequest& request, const TransferOptions& options,
                      const PayMerchant& merchant) {
  Json infos = Json::array();
  for (const auto& [type, content] : request.report_infos) {
    infos.push_back(Json{{"info_type", type}, {"info_content", content}});
  }
  Json body{{"appid", merchant.appid},
            {"out_bill_no", request.out_bill_no},
            {"transfer_scene_id", options.scene_id},
            {"openid", request.openid.reveal()},
            {"transfer_amount", request.amount.value},
            {"transfer_remark", request.remark},
            {"transfer_scene_report_infos", std::move(infos)}};
  if (!request.notify_url.empty()) body["notify_url"] = request.notify_url;
  if (!request.user_recv_perception.empty()) body["user_recv_perception"] = request.user_recv_perception;
  return body;
}

PayOutcome<TransferBody> PayTransfers::body(const TransferRequest& request) const {
  if (const auto* const rule = broken_transfer_rule(request, options_)) return not_sent(rule);
  Json json = transfer_members(request, options_, caller_->merchant());
  TransferBody body{request.out_bill_no, SecretText(), {}};
  if (request.user_name) {
    auto name = caller_->seal(*request.user_name);
    if (!name) return not_sent("user_name: no key to seal it with");
    json["user_name"] = std::move(name->text);
    body.sealing_serial = std::move(name->serial);
  }
  body.json = SecretText(to_text(json));
  return body;
}

Awaitable<PayOutcome<TransferCreated>> PayTransfers::create(
    TransferBody body, std::optional<std::chrono::steady_clock::time_point> send_before) {
  PayCall call{PayApi::create_transfer, HttpMethod::post,    kTransfers,
               body.json.reveal(),      body.sealing_serial, send_before};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return only_if(read_outcome(reply, read_created_transfer),
                    [&](const TransferCreated& created) { return created.out_bill_no == body.out_bill_no; });
}

Awaitable<PayOutcome<Transfer>> PayTransfers::query(std::string out_bill_no) {
  PayCall call{PayApi::query_transfer, HttpMethod::get, transfer_target("out-bill-no", out_bill_no)};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return only_if(read_outcome(reply, read_transfer), [&](const Transfer& transfer) {
    return transfer.out_bill_no == out_bill_no && is_of_merchant(transfer, caller_->merchant());
  });
}

Awaitable<PayOutcome<Transfer>> PayTransfers::query_wechat_number(std::string transfer_bill_no) {
  PayCall call{PayApi::query_transfer, HttpMethod::get,
               transfer_target("transfer-bill-no", transfer_bill_no)};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return only_if(read_outcome(reply, read_transfer), [&](const Transfer& transfer) {
    return transfer.transfer_bill_no == transfer_bill_no && is_of_merchant(transfer, caller_->merchant());
  });
}

Awaitable<PayOutcome<TransferCancelled>> PayTransfers::cancel(std::string out_bill_no) {
  PayCall call{PayApi::cancel_transfer, HttpMethod::post,
               transfer_target("out-bill-no", out_bill_no) + "/cancel", "{}"};
  const PayOutcome<PayReply> reply = co_await caller_->call(std::move(call));
  co_return only_if(read_outcome(reply, read_cancelled_transfer),
                    [&](const TransferCancelled& cancelled) { return cancelled.out_bill_no == out_bill_no; });
}

}  // namespace fenrun::wechat
